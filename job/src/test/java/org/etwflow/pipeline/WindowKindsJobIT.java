package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.window.Windowing;
import org.etwflow.sink.RowTexts;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of each kind of window, compared with a computation that tests every window with every send.
 */
@Timeout(180)
class WindowKindsJobIT {

  private static final Grouping FLOW = Grouping.parse("flow");

  /** Sends that are divided over panes and tasks. */
  private static final SelectedStatistics GAPS = SelectedStatistics.parse("gaps");

  /** Splits far smaller than a file: readers are far apart in event time. */
  private static final long SPLIT_SIZE = 16 << 10;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private static Path folder;

  private static TraceFolder traces;

  @BeforeAll
  static void write() throws IOException {
    traces = new TraceFolder(folder, "--buffer-size=4K", "--flows=30");
    traces.write("idle.etl", "--sends=1000", "--idle-cpus=2", "--seed=1");
    traces.write("circular.etl", "--sends=2500", "--circular=500", "--seed=2");
    traces.write("cpus.etl", "--sends=1000", "--cpus=8", "--seed=3");
    for (int file = 0; file < 64; file++) {
      final String start = String.format(Locale.ROOT, "--start=2026-03-02T09:%02d:00Z", file % 7);
      traces.write(
          String.format(Locale.ROOT, "small-%d.etl", file), "--sends=40", "--seed=" + file, start);
    }
    traces.write(
        "regular.etl",
        WrittenTrace.of(
            TraceSession.builder().cpuCount(1).bufferSize(1_024).build(),
            WindowKindsJobIT::sendRegularly));
  }

  /** Flow number n sends at every nth full second. */
  private static void sendRegularly(final TraceWriter writer) {
    final RecordEncoding encoding = RecordEncoding.of(HeaderKind.PERFINFO);
    for (int second = 0; second < 60; second++) {
      for (int process = 1; process <= 6; process++) {
        if (second % process == 0) {
          final Flow flow = Flow.of(process, "10.0.0.1", 50_000, "198.18.0.1", 443);
          final long ticks = writer.session().ticksAt(second * 10_000_000L);
          writer.send(0, ticks, encoding, new Send(flow, 100 + second, 0, 0));
        }
      }
    }
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        kind(tumbling(7_000), WindowReference.sliding(7_000, 7_000)),
        kind(
            new Windowing.Sliding(millis(10_000), millis(2_500)),
            WindowReference.sliding(10_000, 2_500)),
        kind(
            new Windowing.Cumulative(millis(12_000), millis(3_000)),
            WindowReference.cumulative(12_000, 3_000)),
        kind(new Windowing.Session(millis(20)), WindowReference.session(20)),
        kind(new Windowing.Session(millis(1_000)), WindowReference.session(1_000)),
        kind(new Windowing.WholeRun(), WindowReference.wholeRun()));
  }

  private static Arguments kind(final Windowing windowing, final WindowReference reference) {
    return Arguments.of(windowing, reference);
  }

  private static Windowing tumbling(final long length) {
    return new Windowing.Tumbling(millis(length));
  }

  private static Duration millis(final long millis) {
    return Duration.ofMillis(millis);
  }

  private static FlowResult run(
      final RuntimeExecutionMode mode, final int parallelism, final Windowing windowing)
      throws Exception {
    return run(CLUSTER.environment(mode, parallelism), traces.input(), windowing);
  }

  private static FlowResult run(
      final StreamExecutionEnvironment environment, final String input, final Windowing windowing)
      throws Exception {
    final FlowSettings settings =
        new FlowSettings(List.of(input), new HostNaming.OneMachine(), FLOW, windowing, 10, true)
            .withStatistics(GAPS);
    return FlowResult.of(environment, settings, SPLIT_SIZE);
  }

  private static void assertRows(final FlowResult result, final List<String> expected)
      throws IOException {
    final List<String> rows =
        RowTexts.csv(FlowColumns.of(FLOW, GAPS, false), result.rows()).stream()
            .skip(1)
            .sorted()
            .toList();
    assertThat(rows).isEqualTo(expected);
    assertThat(result.late()).isEmpty();
    assertThat(result.traces()).hasSize(68).allMatch(trace -> trace.lateSends() == 0);
    assertThat(result.summaries())
        .singleElement()
        .matches(summary -> summary.total.get(Counter.SEND_COUNT) == traces.sends().size());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rows_inAnyModeAndParallelism_matchPlainComputation(
      final Windowing windowing, final WindowReference reference) throws Exception {
    final List<String> expected = reference.rows(traces.sends()).stream().sorted().toList();
    for (final int parallelism : List.of(1, 2, 4, 7)) {
      assertRows(run(RuntimeExecutionMode.STREAMING, parallelism, windowing), expected);
      assertRows(run(RuntimeExecutionMode.BATCH, parallelism, windowing), expected);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rows_afterReaderFailure_areTheSame(
      final Windowing windowing, final WindowReference reference) throws Exception {
    final int buffers = traces.buffers();
    // Each buffer is read once for the index: the failure happens when splits are read.
    final int failAt = buffers + 300 + new Random(windowing.hashCode()).nextInt(buffers / 2);
    FlakyFileSystem.fail(1, failAt, CLUSTER::awaitCheckpoint);

    final FlowResult result =
        run(CLUSTER.restartingEnvironment(4, 1), traces.flakyInput(), windowing);

    assertRows(result, reference.rows(traces.sends()).stream().sorted().toList());
    assertThat(FlakyFileSystem.failuresLeft()).isZero();
    assertThat(CLUSTER.wasRestored(result.job())).isTrue();
  }
}
