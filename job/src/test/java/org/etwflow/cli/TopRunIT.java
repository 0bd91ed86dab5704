package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.sink.RowFormat;
import org.etwflow.sink.StoredRows;
import org.etwflow.testing.PublishedSend;
import org.etwflow.testing.RealTraces;
import org.etwflow.traces.TrafficRows;
import org.etwflow.traces.TrafficType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs with {@code --top}, compared with rows of the generator and of an independent program. */
class TopRunIT {

  private static final String NAME = "server";
  private static final int KEY_COLUMNS = 6;

  // Columns of flows.csv, without a rank.
  private static final int SEND_COUNT = 8;
  private static final int RECEIVE_COUNT = 9;
  private static final int OCTETS = 12;

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
   * Expected rows: the largest flows with their ranks, and the windows, counts and bytes of the row
   * of all others.
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
                      .thenComparing(row -> String.join(" ", cells(row).subList(2, SEND_COUNT))));
              final int shown = Math.min(topCount, sorted.size());
              for (int rank = 1; rank <= shown; rank++) {
                final String row = sorted.get(rank - 1);
                expected.add(window + "," + rank + row.substring(window.length()));
              }
              final List<String> others = sorted.subList(shown, sorted.size());
              if (!others.isEmpty()) {
                expected.add(other(window, others));
              }
            });
    return expected;
  }

  private static String other(final String window, final List<String> others) {
    return window
        + ",".repeat(KEY_COLUMNS + 1)
        + IntStream.rangeClosed(SEND_COUNT, OCTETS)
            .mapToObj(column -> "," + sum(others, column))
            .collect(Collectors.joining());
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
        .hasSize(16)
        .isEqualTo(top(SampleTraces.expectedRows(NAME), 3, OCTETS));
  }

  @Test
  void printedRows_areOfLargestFlows() {
    final CommandLineRun run =
        run(SampleTraces.trace(NAME), "--follow", "--top", "5", "--by", "receiveCount");

    assertThat(run.out()).startsWith("windowStart,windowEnd,rank,protocol,processId,");
    assertThat(comparable(run.out().lines().skip(1)))
        .isEqualTo(top(SampleTraces.expectedRows(NAME), 5, RECEIVE_COUNT));
  }

  @Test
  void flowsNotSelected_areInOtherRow() {
    run(SampleTraces.trace(NAME), "--top", "1000", "--having", "octets < 20k", "--output", output);

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
  void largestFlowsOfSends_inRecordedTraces_matchPublishedSends(
      final String name, final String mode, final int parallelism) throws Exception {
    final TrafficRows published = new TrafficRows();
    for (final PublishedSend send : PublishedSend.of(name)) {
      published.add(TrafficType.TCP_SEND_IPV4, send.flow().traffic(), send.time(), send.size());
    }

    run(
        RealTraces.named(name + ".etl"),
        "--count",
        "SendIPV4",
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

  /** Expected sendCount of each flow in the whole run, largest first. */
  private static List<Long> sendsOfFlows() {
    return SampleTraces.expectedRows(NAME).stream()
        .filter(row -> !row.startsWith("window"))
        .collect(Collectors.groupingBy(row -> cells(row).subList(2, SEND_COUNT)))
        .values()
        .stream()
        .map(rows -> sum(rows, SEND_COUNT))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  @Test
  void table_isInSelectedOrderAndAddsUpToTotal() {
    final List<String> lines =
        run(SampleTraces.trace(NAME), "--by", "sendCount").out().lines().toList();

    final List<long[]> shown =
        lines.subList(1, 11).stream().map(line -> counts(line, KEY_COLUMNS)).toList();
    assertThat(shown)
        .extracting(counts -> counts[0])
        .isEqualTo(sendsOfFlows().subList(0, shown.size()));
    assertThat(lines.get(11).strip()).startsWith("other ");
    final long[] others = counts(lines.get(11), 1);
    final List<String> rows =
        SampleTraces.expectedRows(NAME).stream().filter(row -> !row.startsWith("window")).toList();
    for (int column = 0; column < others.length; column++) {
      final int at = column;
      assertThat(others[at] + shown.stream().mapToLong(counts -> counts[at]).sum())
          .isEqualTo(sum(rows, SEND_COUNT + at));
    }
    assertThat(lines.get(12)).isEmpty();
  }

  /** sendCount, receiveCount, sendOctets and receiveOctets of a line of the table. */
  private static long[] counts(final String line, final int keys) {
    return Arrays.stream(line.strip().split(" +", -1))
        .skip(keys)
        .limit(4)
        .mapToLong(number -> Long.parseLong(number.replace(",", "")))
        .toArray();
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

    assertThat(lines.get(0)).contains("receiveOctets  sendOctetsP99  flowStart (UTC)");
    assertThat(lines.subList(1, 5))
        .extracting(line -> Long.valueOf(line.strip().split(" +", -1)[5].replace(",", "")))
        .isSortedAccordingTo(Comparator.reverseOrder())
        .allMatch(size -> size > 1_000);
    assertThat(lines.get(5)).startsWith("    other ");
  }

  @Test
  void withoutTop_allRowsAreWritten() {
    run(SampleTraces.trace(NAME), "--by", "receiveOctets", "--output", output);

    assertThat(SampleTraces.sortedLines(output.resolve("flows.csv")))
        .isEqualTo(SampleTraces.expectedRows(NAME));
  }
}
