package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.etwflow.flow.row.Statistic.FLOW_COUNT;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MAX;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MEAN;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MIN;
import static org.etwflow.flow.row.Statistic.INTER_SEND_STD_DEV;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_P50;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_P95;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_P99;
import static org.etwflow.flow.row.Statistic.REMOTE_ADDRESS_COUNT;
import static org.etwflow.flow.row.Statistic.REMOTE_ENDPOINT_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_P50;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_P95;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_P99;
import static org.etwflow.flow.row.Statistic.SEND_TICKS_MAX;
import static org.etwflow.flow.row.Statistic.SEND_TICKS_MEAN;
import static org.etwflow.flow.row.Statistic.SEND_TICKS_MIN;
import static org.etwflow.flow.row.Statistic.TICK_LENGTH;

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
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.RowValues;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WindowsBuild;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Selected statistics of whole jobs, compared with a computation over all events of a row. */
class SelectedStatisticsJobIT {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long WINDOW_UNITS = 100_000_000;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private final List<WrittenEvent> events = new ArrayList<>();

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
    final WrittenTrace trace = TrafficTraces.inMemory(options);
    Files.write(folder.resolve(name), trace.bytes());
    events.addAll(TrafficTraces.counted(trace));
  }

  private List<RowValues> run(
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

  private static Row rowOf(final WrittenEvent event) {
    final long window = Math.floorDiv(event.time() - UNIX_EPOCH, WINDOW_UNITS);
    return new Row(
        Instant.ofEpochSecond(10 * window), event.event().flow().remote().address().text());
  }

  private Map<Row, List<WrittenEvent>> eventsOfRows() {
    return events.stream().collect(Collectors.groupingBy(SelectedStatisticsJobIT::rowOf));
  }

  private static Stream<WrittenEvent> of(final List<WrittenEvent> ofRow, final Kind kind) {
    return ofRow.stream().filter(event -> event.event().type().kind() == kind);
  }

  private static Map<Row, RowValues> byRow(final List<RowValues> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                row -> new Row(row.windowStart(), row.remoteAddress()), Function.identity()));
  }

  @Test
  void rows_havePercentilesOfSizes() throws Exception {
    final Map<Row, RowValues> rows = byRow(run("all", "remote", RuntimeExecutionMode.BATCH, 2));

    assertThat(rows.keySet()).isEqualTo(eventsOfRows().keySet());
    eventsOfRows()
        .forEach(
            (row, ofRow) -> {
              final RowValues actual = rows.get(row);
              final long[] sent = sizes(ofRow, Kind.SEND);
              assertPercentile(actual.integer(SEND_OCTETS_P50), sent, 0.50);
              assertPercentile(actual.integer(SEND_OCTETS_P95), sent, 0.95);
              assertPercentile(actual.integer(SEND_OCTETS_P99), sent, 0.99);
              final long[] received = sizes(ofRow, Kind.RECEIVE);
              assertPercentile(actual.integer(RECEIVE_OCTETS_P50), received, 0.50);
              assertPercentile(actual.integer(RECEIVE_OCTETS_P95), received, 0.95);
              assertPercentile(actual.integer(RECEIVE_OCTETS_P99), received, 0.99);
            });
  }

  private static long[] sizes(final List<WrittenEvent> ofRow, final Kind kind) {
    return of(ofRow, kind).mapToLong(TrafficTraces::octets).sorted().toArray();
  }

  private static void assertPercentile(
      final @Nullable Long actual, final long[] sorted, final double share) {
    if (sorted.length == 0) {
      assertThat(actual).isNull();
      return;
    }
    final long exact = sorted[(int) Math.ceil(sorted.length * share - 1e-9) - 1];
    assertThat(actual.doubleValue())
        .isBetween(exact * 0.99, exact * 1.01)
        .isBetween((double) sorted[0], (double) sorted[sorted.length - 1]);
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "STREAMING"})
  void rows_haveGapsBetweenSends(final RuntimeExecutionMode mode) throws Exception {
    final Map<Row, RowValues> rows = byRow(run("gaps", "remote", mode, 2));

    eventsOfRows()
        .forEach(
            (row, ofRow) -> {
              final long[] times =
                  of(ofRow, Kind.SEND).mapToLong(WrittenEvent::time).sorted().toArray();
              final double[] gaps =
                  IntStream.range(1, times.length)
                      .mapToDouble(i -> (times[i] - times[i - 1]) / 10_000.0)
                      .toArray();
              assertGaps(rows.get(row), gaps);
            });
  }

  private static void assertGaps(final RowValues actual, final double[] millis) {
    if (millis.length == 0) {
      assertThat(actual.decimal(INTER_SEND_MIN)).isNull();
      assertThat(actual.decimal(INTER_SEND_MEAN)).isNull();
      assertThat(actual.decimal(INTER_SEND_MAX)).isNull();
      assertThat(actual.decimal(INTER_SEND_STD_DEV)).isNull();
      return;
    }
    final DoubleSummaryStatistics gaps = DoubleStream.of(millis).summaryStatistics();
    final double variance =
        DoubleStream.of(millis)
            .map(gap -> Math.pow(gap - gaps.getAverage(), 2))
            .average()
            .orElseThrow();
    assertThat(actual.decimal(INTER_SEND_MIN)).isEqualTo(gaps.getMin());
    assertThat(actual.decimal(INTER_SEND_MEAN)).isCloseTo(gaps.getAverage(), offset(1e-6));
    assertThat(actual.decimal(INTER_SEND_MAX)).isEqualTo(gaps.getMax());
    assertThat(actual.decimal(INTER_SEND_STD_DEV)).isCloseTo(Math.sqrt(variance), offset(1e-6));
  }

  @Test
  void rows_haveTicksAndTheirLength() throws Exception {
    final Map<Row, RowValues> rows =
        byRow(run("ticks", "remote", RuntimeExecutionMode.STREAMING, 2));

    eventsOfRows()
        .forEach(
            (row, ofRow) ->
                assertTicks(
                    rows.get(row),
                    of(ofRow, Kind.SEND)
                        .filter(event -> event.event().type().protocol() == Protocol.TCP)
                        .toList()));
  }

  private static void assertTicks(final RowValues actual, final List<WrittenEvent> sends) {
    if (sends.isEmpty()) {
      assertThat(actual.integer(SEND_TICKS_MIN)).isNull();
      assertThat(actual.decimal(SEND_TICKS_MEAN)).isNull();
      assertThat(actual.integer(SEND_TICKS_MAX)).isNull();
      assertThat(actual.integer(TICK_LENGTH)).isNull();
      return;
    }
    final LongSummaryStatistics ticks =
        sends.stream()
            .mapToLong(event -> event.event().endTime() - event.event().startTime())
            .summaryStatistics();
    assertThat(actual.integer(SEND_TICKS_MIN)).isEqualTo(ticks.getMin());
    assertThat(actual.decimal(SEND_TICKS_MEAN)).isEqualTo(ticks.getAverage());
    assertThat(actual.integer(SEND_TICKS_MAX)).isEqualTo(ticks.getMax());
    final LongSummaryStatistics times =
        sends.stream().mapToLong(WrittenEvent::time).summaryStatistics();
    if (times.getMax() - times.getMin() > 150 * 10_000L) {
      assertThat(actual.integer(TICK_LENGTH)).isEqualTo(WindowsBuild.WINDOWS_10.tickMillis());
    } else {
      assertThat(actual.integer(TICK_LENGTH))
          .isIn((long) WindowsBuild.WINDOWS_10.tickMillis(), null);
    }
  }

  @Test
  void rows_ofOldPayloads_haveNoTicks() throws Exception {
    Files.delete(folder.resolve("a.etl"));
    Files.delete(folder.resolve("b.etl"));
    write("old.etl", "--sends=500", "--payload-version=1");

    assertThat(run("ticks", "total", RuntimeExecutionMode.BATCH, 1))
        .isNotEmpty()
        .allMatch(
            row -> row.integer(SEND_TICKS_MIN) == null && row.decimal(SEND_TICKS_MEAN) == null)
        .allMatch(row -> row.integer(SEND_TICKS_MAX) == null && row.integer(TICK_LENGTH) == null);
  }

  @Test
  void rows_haveNumbersOfRemotesAndFlows() throws Exception {
    final Map<Row, RowValues> rows =
        byRow(run("distinct", "remote", RuntimeExecutionMode.STREAMING, 2));

    eventsOfRows()
        .forEach(
            (row, ofRow) -> {
              assertThat(rows.get(row).integer(REMOTE_ADDRESS_COUNT)).isEqualTo(1);
              assertThat(rows.get(row).integer(REMOTE_ENDPOINT_COUNT))
                  .isEqualTo(distinct(ofRow, event -> event.event().flow().remote().port()));
              assertThat(rows.get(row).integer(FLOW_COUNT))
                  .isEqualTo(distinct(ofRow, SelectedStatisticsJobIT::flow));
              assertThat(rows.get(row).integer(SEND_OCTETS_P50)).isNull();
            });
  }

  private static Object flow(final WrittenEvent event) {
    return List.of(event.event().type().protocol(), event.event().flow());
  }

  private static long distinct(
      final List<WrittenEvent> ofRow, final Function<WrittenEvent, Object> element) {
    return ofRow.stream().map(element).distinct().count();
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
  void rows_inAnyModeAndParallelism_areTheSame(
      final String grouping, final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    assertThat(run("all", grouping, mode, parallelism))
        .hasSizeGreaterThan(5)
        .containsExactlyInAnyOrderElementsOf(run("all", grouping, RuntimeExecutionMode.BATCH, 1));
  }

  @Test
  void statistics_notSelected_areNull() throws Exception {
    assertThat(run("core", "process", RuntimeExecutionMode.STREAMING, 2))
        .isNotEmpty()
        .allMatch(row -> row.integer(SEND_OCTETS_P50) == null && row.integer(FLOW_COUNT) == null)
        .allMatch(
            row -> row.decimal(INTER_SEND_MIN) == null && row.decimal(INTER_SEND_STD_DEV) == null);
  }
}
