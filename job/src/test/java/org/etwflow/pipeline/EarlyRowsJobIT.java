package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.Await;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In streaming mode, rows are emitted before the end of the trace is read. */
@Timeout(60)
class EarlyRowsJobIT {

  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final long SECONDS = 600;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private static volatile CountDownLatch rowOfTheFirstHalf;

  static Stream<Windowing> kinds() {
    return Stream.of(
        new Windowing.Tumbling(Duration.ofSeconds(10)),
        new Windowing.Sliding(Duration.ofSeconds(20), Duration.ofSeconds(5)),
        new Windowing.Cumulative(Duration.ofSeconds(60), Duration.ofSeconds(10)),
        new Windowing.Session(Duration.ofMillis(500)));
  }

  private static WindowedFlow see(final WindowedFlow row) {
    if (row.windowEnd() > START.plusSeconds(SECONDS / 2).toEpochMilli()) {
      rowOfTheFirstHalf.countDown();
    }
    return row;
  }

  private static void awaitRow() {
    try {
      Await.until("a row of the first half", () -> rowOfTheFirstHalf.getCount() == 0);
    } catch (final Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Blocks the reader before the last quarter of the trace until a row of the first half arrives,
   * then fails.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void rowsOfFirstHalf_areEmittedBeforeLastQuarterIsRead(final Windowing windowing)
      throws Exception {
    final WrittenTrace trace =
        TraceGenerator.inMemory(
            "--sends=20000", "--seconds=" + SECONDS, "--cpus=8", "--buffer-size=4K");
    Files.write(folder.resolve("trace.etl"), trace.bytes());
    rowOfTheFirstHalf = new CountDownLatch(1);
    // Readers take one read per buffer, and a third more to open splits.
    FlakyFileSystem.failReaders(1, trace.buffers().size(), EarlyRowsJobIT::awaitRow);

    final StreamExecutionEnvironment environment =
        CLUSTER.environment(RuntimeExecutionMode.STREAMING, 1);
    final String input = FlakyFileSystem.SCHEME + "://" + folder;
    final FlowSettings settings =
        new FlowSettings(
            List.of(input),
            new HostNaming.OneMachine(),
            Grouping.parse("flow"),
            windowing,
            10,
            false);
    FlowStreams.of(environment, FlowStreams.source(settings).setSplitSize(64 << 10), settings)
        .statistics()
        .map(EarlyRowsJobIT::see)
        .sinkTo(new DiscardingSink<>());

    assertThatThrownBy(environment::execute).hasStackTraceContaining("a read that fails its task");
    assertThat(rowOfTheFirstHalf.getCount()).isZero();
    assertThat(FlakyFileSystem.failuresLeft()).isZero();
  }
}
