package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.sink.RowFormat;
import org.etwflow.sink.StoredRows;
import org.etwflow.testing.PublishedSend;
import org.etwflow.testing.RealTraces;
import org.etwflow.traces.FlowRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs with {@code --top}, compared with rows of the generator and of an independent program. */
class TopRunIT {

  private static final String NAME = "server";
  private static final int KEY_COLUMNS = 5;
  private static final int COUNT = 7;
  private static final int OCTETS = 8;

  @TempDir private Path output;

  private static CommandLineRun run(final Path trace, final Object... options) {
    final List<Object> arguments = new ArrayList<>(List.of(trace));
    arguments.addAll(Arrays.asList(options));
    final CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertThat(run.exitCode()).isZero();
    return run;
  }

  private static List<String> cells(final String line) {
    return List.of(line.split(",", -1));
  }

  private static long number(final String line, final int column) {
    return Long.parseLong(cells(line).get(column));
  }

  private static long sum(final List<String> lines, final int column) {
    return lines.stream().mapToLong(line -> number(line, column)).sum();
  }

  /**
   * Expected rows: the largest flows with their ranks, and the windows, sendCount and sendOctets of
   * the row of all others.
   *
   * @param rows rows of all flows
   * @param by column of integers
   */
  private static List<String> top(final List<String> rows, final int topCount, final int by) {
    final List<String> expected = new ArrayList<>();
    rows.stream()
        .filter(row -> !row.startsWith("window"))
        .collect(
            Collectors.groupingBy(
                row -> String.join(",", cells(row).subList(0, 2)),
                TreeMap::new,
                Collectors.toList()))
        .forEach(
            (window, ofWindow) -> {
              final List<String> sorted = new ArrayList<>(ofWindow);
              sorted.sort(
                  Comparator.comparingLong((String row) -> -number(row, by))
                      .thenComparing(row -> String.join(" ", cells(row).subList(2, COUNT))));
              final int shown = Math.min(topCount, sorted.size());
              for (int rank = 1; rank <= shown; rank++) {
                final String row = sorted.get(rank - 1);
                expected.add(window + "," + rank + row.substring(window.length()));
              }
              final List<String> others = sorted.subList(shown, sorted.size());
              if (!others.isEmpty()) {
                expected.add(other(window, sum(others, COUNT), sum(others, OCTETS)));
              }
            });
    return expected;
  }

  private static String other(final String window, final long count, final long octets) {
    return window + ",".repeat(KEY_COLUMNS + 2) + count + ',' + octets;
  }

  /** Reduces written rows to the columns of expected rows. */
  private static List<String> comparable(final Stream<String> rows) {
    return rows.map(
            row ->
                cells(row).get(2).isEmpty()
                    ? String.join(",", cells(row).subList(0, OCTETS + 2))
                    : row)
        .sorted(
            Comparator.comparing((String row) -> cells(row).get(0))
                .thenComparing(
                    row -> cells(row).get(2).isEmpty() ? Integer.MAX_VALUE : number(row, 2)))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void files_haveLargestFlowsAndOtherRow(final RowFormat format) {
    run(SampleTraces.trace(NAME), "--top", "3", "--output", output, "--format", format);

    final List<String> rows =
        StoredRows.lines(
            output.resolve("flows." + format),
            format,
            FlowColumns.ofTop(Grouping.parse("flow"), SelectedStatistics.CORE, false));
    assertThat(comparable(rows.stream()))
        .hasSize(12)
        .isEqualTo(top(SampleTraces.expectedRows(NAME), 3, OCTETS));
  }

  @Test
  void printedRows_areOfLargestFlows() {
    final CommandLineRun run =
        run(SampleTraces.trace(NAME), "--follow", "--top", "5", "--by", "sendCount");

    assertThat(run.out()).startsWith("windowStart,windowEnd,rank,processId,");
    assertThat(comparable(run.out().lines().skip(1)))
        .isEqualTo(top(SampleTraces.expectedRows(NAME), 5, COUNT));
  }

  @Test
  void flowsNotSelected_areInOtherRow() {
    run(
        SampleTraces.trace(NAME),
        "--top",
        "1000",
        "--having",
        "sendOctets < 20k",
        "--output",
        output);

    final List<String> all = SampleTraces.expectedRows(NAME);
    final List<String> wanted =
        all.stream()
            .filter(row -> !row.startsWith("window") && number(row, OCTETS) < 20_000)
            .toList();
    final List<String> rows = SampleTraces.sortedLines(output.resolve("flows.csv"));
    assertThat(comparable(rows.stream().filter(row -> !row.startsWith("window"))))
        .filteredOn(row -> !cells(row).get(2).isEmpty())
        .isEqualTo(top(wanted, 1_000, OCTETS));
    assertThat(sum(rows.stream().filter(row -> !row.startsWith("window")).toList(), OCTETS + 1))
        .isEqualTo(sum(all.stream().filter(row -> !row.startsWith("window")).toList(), OCTETS));
  }

  @ParameterizedTest
  @CsvSource({"KernelNetwork,batch,1", "KernelNetwork,streaming,3", "merged-compressed,batch,2"})
  void largestFlows_ofRecordedTraces_matchPublishedSends(
      final String name, final String mode, final int parallelism) throws Exception {
    final FlowRows published = new FlowRows();
    for (final PublishedSend send : PublishedSend.of(name)) {
      published.add(send.flow(), send.time(), send.size());
    }

    run(
        RealTraces.named(name + ".etl"),
        "--top",
        "1",
        "--output",
        output,
        "--mode",
        mode,
        "--parallelism",
        parallelism);

    assertThat(
            comparable(
                SampleTraces.sortedLines(output.resolve("flows.csv")).stream()
                    .filter(row -> !row.startsWith("window"))))
        .isNotEmpty()
        .isEqualTo(top(published.toCsv().lines().toList(), 1, OCTETS));
  }

  /** Expected sendCount and sendOctets of each flow in the whole run, largest first. */
  private static List<String> countsOfFlows() {
    return SampleTraces.expectedRows(NAME).stream()
        .filter(row -> !row.startsWith("window"))
        .collect(Collectors.groupingBy(row -> cells(row).subList(2, COUNT)))
        .values()
        .stream()
        .map(rows -> String.format(Locale.ROOT, "%,d %,d", sum(rows, COUNT), sum(rows, OCTETS)))
        .sorted(
            Comparator.comparing(
                    (String counts) -> Long.valueOf(counts.split(" ", -1)[0].replace(",", "")))
                .reversed())
        .toList();
  }

  @Test
  void table_isInSelectedOrderAndAddsUpToTotal() {
    final List<String> lines =
        run(SampleTraces.trace(NAME), "--by", "sendCount").out().lines().toList();

    final List<String> flows = countsOfFlows();
    final List<String> shown = lines.subList(1, 11);
    for (int i = 0; i < 10; i++) {
      assertThat(counts(shown.get(i), KEY_COLUMNS)[0]).isEqualTo(flows.get(i).split(" ", -1)[0]);
    }
    final long[] sums = new long[2];
    for (final String line : shown) {
      sums[0] += Long.parseLong(counts(line, KEY_COLUMNS)[0].replace(",", ""));
      sums[1] += Long.parseLong(counts(line, KEY_COLUMNS)[1].replace(",", ""));
    }
    final String[] others = counts(lines.get(11), 1);
    assertThat(lines.get(11).strip()).startsWith("other ");
    assertThat(sums[0] + Long.parseLong(others[0].replace(",", ""))).isEqualTo(2_800);
    assertThat(sums[1] + Long.parseLong(others[1].replace(",", "")))
        .isEqualTo(
            sum(
                SampleTraces.expectedRows(NAME).stream()
                    .filter(row -> !row.startsWith("window"))
                    .toList(),
                OCTETS));
    assertThat(lines.get(12)).isEmpty();
  }

  private static String[] counts(final String line, final int keys) {
    return Arrays.copyOfRange(line.strip().split(" +", -1), keys, keys + 2);
  }

  @Test
  void table_showsRankingStatistic() {
    final List<String> lines =
        run(
                SampleTraces.trace(NAME),
                "--group-by",
                "processId",
                "--top",
                "4",
                "--by",
                "sendOctetsP99",
                "--statistics",
                "sizes",
                "--window",
                "7s")
            .out()
            .lines()
            .toList();

    assertThat(lines.get(0)).contains("sendOctets  sendOctetsP99  flowStart (UTC)");
    assertThat(lines.subList(1, 5))
        .extracting(line -> Long.valueOf(line.strip().split(" +", -1)[3].replace(",", "")))
        .isSortedAccordingTo(Comparator.reverseOrder())
        .allMatch(size -> size > 1_000);
    assertThat(lines.get(5)).startsWith("    other ");
  }

  @Test
  void withoutTop_allRowsAreWritten() {
    run(SampleTraces.trace(NAME), "--by", "sendOctetsMean", "--output", output);

    assertThat(SampleTraces.sortedLines(output.resolve("flows.csv")))
        .isEqualTo(SampleTraces.expectedRows(NAME));
  }
}
