package org.etwflow.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.util.FileUtils;

/**
 * Check of the rows of a run against the totals of the generator and, if available, each row of the
 * yardstick. It runs before anything is measured.
 *
 * @param walk empty if there is none
 */
record Exactness(JobRun job, Optional<Walk> walk, Path folder) {

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
    final Totals counted =
        read(csv, traces.workload().yardstick(), walk.isPresent() ? difference::ofJob : row -> {});
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
    return "all rows are the same as those of " + walk.get().name();
  }

  private static Totals read(
      final Path file, final Yardstick yardstick, final Consumer<String> rows) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      final FlowCsv csv = new FlowCsv(in.readLine(), yardstick);
      Totals totals = new Totals(0, 0, 0);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        totals = csv.add(line, totals);
        rows.accept(csv.tableLine(line));
      }
      return totals;
    }
  }
}
