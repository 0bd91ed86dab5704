package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.pipeline.ProcessRows.ProcessKey;
import org.etwflow.process.ProcessAwareSchema;
import org.etwflow.process.ProcessTable;
import org.etwflow.source.BufferWithProcesses;
import org.etwflow.source.EtlBufferSchema;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.testing.ProcessMachine;
import org.etwflow.testing.ProcessMachine.Owned;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that fail during or after the scan for processes, with the same result. */
@Timeout(180)
class ProcessRecoveryIT {

  private static final int FAILURES = 2;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private List<Owned> sends;

  @BeforeEach
  void record() throws IOException {
    final ProcessMachine.Recorded recorded = ProcessMachine.record(7, 20_000);
    Files.write(folder.resolve("kernel.etl"), recorded.trace().bytes());
    sends = recorded.sends();
  }

  /** Schema that emits buffers, and runs an action before the first one. */
  private static final class WatchedBuffers implements ProcessAwareSchema<BufferWithProcesses> {

    private static final long serialVersionUID = 1L;

    private static final AtomicReference<Runnable> BEFORE_FIRST = new AtomicReference<>();

    private final EtlBufferSchema buffers = new EtlBufferSchema();

    @Override
    public void deserialize(
        final EtlBuffer buffer,
        final ProcessTable processes,
        final Collector<BufferWithProcesses> out) {
      final Runnable before = BEFORE_FIRST.getAndSet(null);
      if (before != null) {
        before.run();
      }
      buffers.deserialize(buffer, processes, out);
    }

    @Override
    public long timestampMillis(final BufferWithProcesses element) {
      return buffers.timestampMillis(element);
    }

    @Override
    public TypeInformation<BufferWithProcesses> getProducedType() {
      return buffers.getProducedType();
    }
  }

  private FlowResult run() throws Exception {
    final String input = FlakyFileSystem.SCHEME + "://" + folder;
    final FlowSettings settings =
        new FlowSettings(
            List.of(input),
            new HostNaming.OneMachine(),
            Grouping.parse("process"),
            new Windowing.Tumbling(Duration.ofMillis(ProcessRows.WINDOW_MILLIS)),
            10,
            true);
    final StreamExecutionEnvironment environment = CLUSTER.restartingEnvironment(2, FAILURES);
    return FlowResult.of(
        environment,
        FlowStreams.of(
            environment,
            FlowStreams.source(settings)
                .setDeserializer(new WatchedBuffers())
                .setSplitSize(16 << 10),
            settings));
  }

  private void assertIsExact(final FlowResult result) throws Exception {
    assertThat(ProcessRows.of(result))
        .isEqualTo(ProcessRows.expected(sends, ProcessKey::ofProcess, send -> true));
    assertThat(FlakyFileSystem.failuresLeft()).isZero();
    assertThat(CLUSTER.wasRestored(result.job())).isTrue();
  }

  @Test
  void failureDuringScan_losesNoProcess() throws Exception {
    final AtomicInteger failuresWhileCounting = new AtomicInteger();
    final AtomicBoolean isCounting = new AtomicBoolean();
    WatchedBuffers.BEFORE_FIRST.set(() -> isCounting.set(true));
    FlakyFileSystem.failReaders(
        FAILURES,
        150,
        () -> {
          failuresWhileCounting.addAndGet(isCounting.get() ? 1 : 0);
          CLUSTER.awaitCheckpoint();
        });

    assertIsExact(run());
    assertThat(failuresWhileCounting).hasValue(0);
  }

  @Test
  void failureAfterScan_keepsProcesses() throws Exception {
    FlakyFileSystem.failReaders(0, 1, () -> {});
    WatchedBuffers.BEFORE_FIRST.set(
        () -> FlakyFileSystem.failReaders(FAILURES, 150, CLUSTER::awaitCheckpoint));

    assertIsExact(run());
  }
}
