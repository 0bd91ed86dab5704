package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowStatistics;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.traces.Flow;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WindowsBuild;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Statistics that are asked for, of whole jobs, against all sends of a row at once. */
class SelectedStatisticsJobIT {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long WINDOW_UNITS = 100_000_000;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private final List<WrittenSend> sends = new ArrayList<>();

  private record Row(Instant windowStart, String remoteAddress) {}

  @BeforeEach
  void write() throws IOException {
    write(
        "a.etl",
        "--sends=5000",
        "--seed=1",
        "--idle-cpus=1",
        "--flows=3000",
        "--zipf=0.3",
        "--buffer-size=8K");
    write("b.etl", "--sends=5000", "--seed=2", "--compressed", "--buffer-size=8K");
  }

  private void write(final String name, final String... options) throws IOException {
    final WrittenTrace trace = TraceGenerator.inMemory(options);
    Files.write(folder.resolve(name), trace.bytes());
    sends.addAll(trace.readableSends());
  }

  private List<FlowStatistics> run(
      final String statistics,
      final String grouping,
      final RuntimeExecutionMode mode,
      final int parallelism)
      throws Exception {
    final FlowSettings settings =
        new FlowSettings(
                List.of(folder.toString()),
                new HostNaming.OneMachine(),
                Grouping.parse(grouping),
                new Windowing.Tumbling(Duration.ofSeconds(10)),
                10,
                true)
            .withStatistics(SelectedStatistics.parse(statistics));
    return FlowResult.of(CLUSTER.environment(mode, parallelism), settings).statistics();
  }

  private static Row rowOf(final WrittenSend sent) {
    final long window = Math.floorDiv(sent.time() - UNIX_EPOCH, WINDOW_UNITS);
    return new Row(Instant.ofEpochSecond(10 * window), sent.send().flow().remoteText());
  }

  private Map<Row, List<WrittenSend>> sendsOfRows() {
    return sends.stream().collect(Collectors.groupingBy(SelectedStatisticsJobIT::rowOf));
  }

  private static Map<Row, FlowStatistics> byRow(final List<FlowStatistics> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                row -> new Row(row.windowStart(), row.remoteAddress()), Function.identity()));
  }

  @Test
  void rowsHaveThePercentilesOfTheirSizes() throws Exception {
    final Map<Row, FlowStatistics> rows =
        byRow(run("all", "remote", RuntimeExecutionMode.BATCH, 2));

    assertThat(rows.keySet()).isEqualTo(sendsOfRows().keySet());
    sendsOfRows()
        .forEach(
            (row, ofRow) -> {
              final long[] sizes =
                  ofRow.stream()
                      .mapToLong(sent -> Integer.toUnsignedLong(sent.send().size()))
                      .sorted()
                      .toArray();
              assertPercentile(rows.get(row).sendOctetsP50(), sizes, 0.50);
              assertPercentile(rows.get(row).sendOctetsP95(), sizes, 0.95);
              assertPercentile(rows.get(row).sendOctetsP99(), sizes, 0.99);
            });
  }

  private static void assertPercentile(final long actual, final long[] sorted, final double share) {
    final long exact = sorted[(int) Math.ceil(sorted.length * share - 1e-9) - 1];
    assertThat((double) actual)
        .isBetween(exact * 0.99, exact * 1.01)
        .isBetween((double) sorted[0], (double) sorted[sorted.length - 1]);
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "STREAMING"})
  void rowsHaveTheGapsBetweenTheirSends(final RuntimeExecutionMode mode) throws Exception {
    final Map<Row, FlowStatistics> rows = byRow(run("gaps", "remote", mode, 2));

    sendsOfRows()
        .forEach(
            (row, ofRow) -> {
              final long[] times = ofRow.stream().mapToLong(WrittenSend::time).sorted().toArray();
              final double[] gaps =
                  IntStream.range(1, times.length)
                      .mapToDouble(i -> (times[i] - times[i - 1]) / 10_000.0)
                      .toArray();
              assertGaps(rows.get(row), gaps);
            });
  }

  private static void assertGaps(final FlowStatistics actual, final double[] millis) {
    if (millis.length == 0) {
      assertThat(actual.interSendMin()).isNull();
      assertThat(actual.interSendMean()).isNull();
      assertThat(actual.interSendMax()).isNull();
      assertThat(actual.interSendStdDev()).isNull();
      return;
    }
    final DoubleSummaryStatistics gaps = DoubleStream.of(millis).summaryStatistics();
    final double variance =
        DoubleStream.of(millis)
            .map(gap -> Math.pow(gap - gaps.getAverage(), 2))
            .average()
            .orElseThrow();
    assertThat(actual.interSendMin()).isEqualTo(gaps.getMin());
    assertThat(actual.interSendMean()).isCloseTo(gaps.getAverage(), offset(1e-6));
    assertThat(actual.interSendMax()).isEqualTo(gaps.getMax());
    assertThat(actual.interSendStdDev()).isCloseTo(Math.sqrt(variance), offset(1e-6));
  }

  @Test
  void rowsHaveTheTicksOfTheirSendsAndTheirLengthIfTheyTell() throws Exception {
    final Map<Row, FlowStatistics> rows =
        byRow(run("ticks", "remote", RuntimeExecutionMode.STREAMING, 2));

    sendsOfRows()
        .forEach(
            (row, ofRow) -> {
              final FlowStatistics actual = rows.get(row);
              final LongSummaryStatistics ticks =
                  ofRow.stream()
                      .mapToLong(sent -> sent.send().endTime() - sent.send().startTime())
                      .summaryStatistics();
              assertThat(actual.sendTicksMin()).isEqualTo(ticks.getMin());
              assertThat(actual.sendTicksMean()).isEqualTo(ticks.getAverage());
              assertThat(actual.sendTicksMax()).isEqualTo(ticks.getMax());
              if (actual.flowDuration() > 150) {
                assertThat(actual.tickLength()).isEqualTo(WindowsBuild.WINDOWS_10.tickMillis());
              } else {
                assertThat(actual.tickLength()).isIn(WindowsBuild.WINDOWS_10.tickMillis(), null);
              }
            });
  }

  @Test
  void rowsOfOldPayloadsHaveNoTicks() throws Exception {
    Files.delete(folder.resolve("a.etl"));
    Files.delete(folder.resolve("b.etl"));
    write("old.etl", "--sends=500", "--payload-version=1");

    assertThat(run("ticks", "total", RuntimeExecutionMode.BATCH, 1))
        .isNotEmpty()
        .allMatch(row -> row.sendTicksMin() == null && row.sendTicksMean() == null)
        .allMatch(row -> row.sendTicksMax() == null && row.tickLength() == null);
  }

  @Test
  void rowsHaveTheNumbersOfTheirRemotesAndFlows() throws Exception {
    final Map<Row, FlowStatistics> rows =
        byRow(run("distinct", "remote", RuntimeExecutionMode.STREAMING, 2));

    sendsOfRows()
        .forEach(
            (row, ofRow) -> {
              assertThat(rows.get(row).remoteAddressCount()).isEqualTo(1);
              assertThat(rows.get(row).remoteEndpointCount())
                  .isEqualTo(distinct(ofRow, Flow::remotePort));
              assertThat(rows.get(row).flowCount()).isEqualTo(distinct(ofRow, flow -> flow));
              assertThat(rows.get(row).sendOctetsP50()).isNull();
            });
  }

  private static long distinct(
      final List<WrittenSend> sends, final Function<Flow, Object> element) {
    return sends.stream().map(sent -> element.apply(sent.send().flow())).distinct().count();
  }

  @ParameterizedTest
  @CsvSource({
    "flow, BATCH, 2",
    "flow, BATCH, 4",
    "flow, STREAMING, 1",
    "flow, STREAMING, 2",
    "flow, STREAMING, 4",
    "total, BATCH, 4",
    "total, STREAMING, 2",
  })
  void rowsAreTheSameInEveryModeAndAtEveryParallelism(
      final String grouping, final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    assertThat(run("all", grouping, mode, parallelism))
        .hasSizeGreaterThan(5)
        .containsExactlyInAnyOrderElementsOf(run("all", grouping, RuntimeExecutionMode.BATCH, 1));
  }

  @Test
  void whatIsNotAskedForIsNull() throws Exception {
    assertThat(run("core", "process", RuntimeExecutionMode.STREAMING, 2))
        .isNotEmpty()
        .allMatch(row -> row.sendOctetsP50() == null && row.flowCount() == null)
        .allMatch(row -> row.interSendMin() == null && row.interSendStdDev() == null);
  }
}
