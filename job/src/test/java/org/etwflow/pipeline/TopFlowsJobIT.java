package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.topn.FlowSummary;
import org.etwflow.flow.topn.TopN;
import org.etwflow.flow.window.Windowing;
import org.etwflow.pipeline.WindowReference.Seen;
import org.etwflow.sink.RowTexts;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.WrittenEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of the largest flows of each window of whole jobs, compared with a plain sort. */
@Timeout(180)
class TopFlowsJobIT {

  private static final Grouping FLOW = Grouping.parse("flow");
  private static final SelectedStatistics GAPS = SelectedStatistics.parse("gaps");
  private static final int TOP_COUNT = 4;

  /** Splits far smaller than a file: readers are far apart in event time. */
  private static final long SPLIT_SIZE = 16 << 10;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private static Path folder;

  private static TraceFolder traces;

  @BeforeAll
  static void write() throws IOException {
    traces = new TraceFolder(folder, "--buffer-size=4K", "--flows=30");
    traces.write("idle.etl", "--sends=1000", "--idle-cpus=2", "--seed=1");
    traces.write("circular.etl", "--sends=2000", "--circular=500", "--seed=2");
    traces.write(
        "cpus.etl", "--sends=1000", "--cpus=8", "--seed=3", "--start=2026-03-02T09:00:20Z");
    traces.write("few.etl", "--sends=3", "--seed=4", "--start=2026-03-02T10:00:00Z");
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(
            new Windowing.Tumbling(millis(3_000)), WindowReference.sliding(3_000, 3_000), "octets"),
        Arguments.of(
            new Windowing.Tumbling(millis(1_000)),
            WindowReference.sliding(1_000, 1_000),
            "receiveCount"),
        Arguments.of(
            new Windowing.Sliding(millis(10_000), millis(2_500)),
            WindowReference.sliding(10_000, 2_500),
            "sendCount"),
        Arguments.of(
            new Windowing.Cumulative(millis(12_000), millis(3_000)),
            WindowReference.cumulative(12_000, 3_000),
            "interSendMax"),
        Arguments.of(new Windowing.WholeRun(), WindowReference.wholeRun(), "receiveOctets"));
  }

  private static Duration millis(final long millis) {
    return Duration.ofMillis(millis);
  }

  private static List<String> expected(final WindowReference reference, final String by) {
    return reference.topRows(traces.events(), TOP_COUNT, events -> measure(events, by)).stream()
        .sorted()
        .toList();
  }

  private static long measure(final List<Seen> events, final String by) {
    final var sent = sizes(events, Kind.SEND);
    final var received = sizes(events, Kind.RECEIVE);
    return switch (by) {
      case "sendCount" -> sent.getCount();
      case "receiveCount" -> received.getCount();
      case "receiveOctets" -> received.getSum();
      case "interSendMax" ->
          WindowReference.gapsOf(events).stream().mapToLong(gap -> gap).max().orElse(-1);
      default -> sent.getSum() + received.getSum();
    };
  }

  private static LongSummaryStatistics sizes(final List<Seen> events, final Kind kind) {
    return events.stream()
        .filter(event -> event.kind() == kind)
        .mapToLong(Seen::size)
        .summaryStatistics();
  }

  private static FlowResult run(
      final StreamExecutionEnvironment environment,
      final String input,
      final Windowing windowing,
      final String by)
      throws Exception {
    final FlowSettings settings =
        new FlowSettings(List.of(input), new HostNaming.OneMachine(), FLOW, windowing, 10, true)
            .withStatistics(GAPS)
            .withRanking(new TopN(TOP_COUNT, Statistic.number(by)), true);
    return FlowResult.of(environment, settings, SPLIT_SIZE);
  }

  private static void assertRows(final FlowResult result, final List<String> expected)
      throws IOException {
    assertThat(
            RowTexts.csv(FlowColumns.ofTop(FLOW, GAPS, false), result.rows()).stream()
                .skip(1)
                .sorted()
                .toList())
        .isEqualTo(expected);
    final FlowSummary summary = result.summaries().get(0);
    assertThat(summary.total.get(Counter.SEND_COUNT) + summary.total.get(Counter.RECEIVE_COUNT))
        .isEqualTo(traces.events().stream().filter(TopFlowsJobIT::hasData).count());
    assertThat(summary.top).hasSize(TOP_COUNT);
  }

  private static boolean hasData(final WrittenEvent written) {
    final Kind kind = written.event().type().kind();
    return kind == Kind.SEND || kind == Kind.RECEIVE;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rows_inAnyModeAndParallelism_matchPlainSort(
      final Windowing windowing, final WindowReference reference, final String by)
      throws Exception {
    final List<String> expected = expected(reference, by);
    for (final int parallelism : List.of(1, 2, 4, 7)) {
      for (final RuntimeExecutionMode mode :
          List.of(RuntimeExecutionMode.STREAMING, RuntimeExecutionMode.BATCH)) {
        assertRows(
            run(CLUSTER.environment(mode, parallelism), traces.input(), windowing, by), expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rows_afterReaderFailure_areTheSame(
      final Windowing windowing, final WindowReference reference, final String by)
      throws Exception {
    // Each buffer is read once for the index: the failure happens when splits are read.
    FlakyFileSystem.fail(1, traces.buffers() * 3 / 2, CLUSTER::awaitCheckpoint);

    final FlowResult result =
        run(CLUSTER.restartingEnvironment(4, 1), traces.flakyInput(), windowing, by);

    assertRows(result, expected(reference, by));
    assertThat(FlakyFileSystem.failuresLeft()).isZero();
    assertThat(CLUSTER.wasRestored(result.job())).isTrue();
  }
}
