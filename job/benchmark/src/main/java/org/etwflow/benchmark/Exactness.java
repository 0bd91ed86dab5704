package org.etwflow.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.util.FileUtils;

/**
 * Check of the rows of a run against the totals of the generator and, if available, each row of
 * etlwalk. It runs before anything is measured.
 *
 * @param walk empty if there is none
 */
record Exactness(JobRun job, Optional<EtlWalk> walk, Path folder) {

  /**
   * Runs both programs.
   *
   * @return result in words
   * @throws BenchmarkException if a row differs
   */
  String check(final Traces traces) throws IOException {
    final Path rows = folder.resolve("rows");
    try {
      job.writeRows(traces, rows);
      return title(traces) + compare(traces, rows.resolve("flows.csv"));
    } finally {
      FileUtils.deleteDirectoryQuietly(rows.toFile());
    }
  }

  private static String title(final Traces traces) {
    return "%s: %s, %s: "
        .formatted(
            traces.workload().title(), Figures.octets(traces.octets()), traces.written().inWords());
  }

  private String compare(final Traces traces, final Path csv) throws IOException {
    final RowDifference difference = new RowDifference();
    final Totals counted = read(csv, walk.isPresent() ? difference::ofJob : row -> {});
    if (!counted.equals(traces.written())) {
      throw new BenchmarkException(
          "%s: wrong result: %s were written, but %s were counted"
              .formatted(traces.workload().title(), traces.written().inWords(), counted.inWords()));
    }
    if (walk.isEmpty()) {
      return "totals as written";
    }
    walk.get().forEachRow(traces, difference::ofWalk);
    difference.check();
    return "all rows are the same as those of etlwalk";
  }

  private static Totals read(final Path csv, final Consumer<FlowRow> rows) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(csv)) {
      final FlowRow.Csv columns = new FlowRow.Csv(in.readLine());
      Totals totals = new Totals(0, 0, 0);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        final FlowRow row = columns.row(line);
        totals = totals.plus(row);
        rows.accept(row);
      }
      return totals;
    }
  }
}
