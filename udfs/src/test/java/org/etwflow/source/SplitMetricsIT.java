package org.etwflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Metrics that Flink creates for each split, which would be thousands. */
@Timeout(120)
class SplitMetricsIT {

  private static final InMemoryReporter REPORTER = InMemoryReporter.create();

  @RegisterExtension
  private static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setConfiguration(REPORTER.addToConfiguration(new Configuration()))
                  .build());

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(value = RuntimeExecutionMode.class, mode = Mode.EXCLUDE, names = "AUTOMATIC")
  void splits_haveNoMetricsOfTheirOwn(final RuntimeExecutionMode mode) throws Exception {
    final WrittenTrace trace =
        TraceGenerator.inMemory("--sends=2000", "--send-share=1", "--buffer-size=4K");
    Files.write(folder.resolve("a.etl"), trace.bytes());
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment();
    environment.setRuntimeMode(mode);
    environment.setParallelism(1);
    environment
        .fromSource(
            EtlSource.<SendIPV4>builder()
                .setInputs(folder.toString())
                .setDeserializer(new SendIPV4Schema())
                .setSplitSize(8 << 10)
                .build(),
            WatermarkStrategy.noWatermarks(),
            "sends")
        .map(new HoldLast(trace.sends().size()))
        .sinkTo(new DiscardingSink<>());
    HoldLast.reached = new CountDownLatch(1);
    HoldLast.released = new CountDownLatch(1);

    final JobClient client = environment.executeAsync();
    try {
      assertThat(HoldLast.reached.await(60, TimeUnit.SECONDS)).isTrue();

      assertThat(REPORTER.getMetricsByIdentifiers(client.getJobID()).keySet())
          .anyMatch(name -> name.endsWith(".numRecordsIn"))
          .noneMatch(name -> name.contains(".split."));
    } finally {
      HoldLast.released.countDown();
    }
    client.getJobExecutionResult().get();
  }

  /** Holds the task of the source at its last event. */
  private static final class HoldLast extends RichMapFunction<SendIPV4, SendIPV4> {

    private static final long serialVersionUID = 1L;

    private static volatile CountDownLatch reached;
    private static volatile CountDownLatch released;

    private final int events;
    private int seen;

    HoldLast(final int events) {
      this.events = events;
    }

    @Override
    public SendIPV4 map(final SendIPV4 event) throws InterruptedException {
      seen++;
      if (seen == events) {
        reached.countDown();
        released.await();
      }
      return event;
    }
  }
}
