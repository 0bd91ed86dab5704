package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.TraceColumns;
import org.etwflow.quality.TraceQuality;
import org.etwflow.sink.RowFiles;
import org.etwflow.sink.RowFormat;
import org.etwflow.sink.RowTexts;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.GrowingTrace;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Job that follows files, is stopped with a savepoint, and restarted from it, with the other state
 * backend.
 */
@Timeout(240)
class FollowSavepointIT {

  private static final Grouping FLOW = Grouping.parse("flow");
  private static final Windowing TUMBLING = new Windowing.Tumbling(Duration.ofSeconds(10));
  private static final RowFiles<WindowedFlow> FLOWS =
      new RowFiles<>(RowFormat.CSV, FlowColumns.of(FLOW, false));
  private static final SelectedStatistics ALL = SelectedStatistics.parse("all");
  private static final RowFiles<WindowedFlow> DETAILED =
      new RowFiles<>(RowFormat.CSV, FlowColumns.of(FLOW, ALL, false));
  private static final RowFiles<TraceQuality> TRACES =
      new RowFiles<>(RowFormat.CSV, TraceColumns.of(false));

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private JobClient start(
      final Windowing windowing,
      final String stateBackend,
      final int parallelism,
      final String savepoint)
      throws Exception {
    final Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, stateBackend);
    // Of its own: the cluster has the managed memory of a run with its state on the heap.
    configuration.set(RocksDBOptions.USE_MANAGED_MEMORY, false);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    final StreamExecutionEnvironment environment =
        CLUSTER.environment(RuntimeExecutionMode.STREAMING, parallelism);
    environment.configure(configuration);
    final FlowStreams streams =
        FlowStreams.of(
            environment,
            settings(windowing)
                .withFollowing(
                    new ContinuousMonitoring(Duration.ofSeconds(20), Duration.ofHours(1))));
    final DataStream<WindowedFlow> statistics = streams.statistics();
    statistics.sinkTo(FLOWS.sink(parts("flows"))).uid("flows");
    statistics.sinkTo(DETAILED.sink(parts("detailed"))).uid("detailed");
    streams.traces().sinkTo(TRACES.sink(parts("traces"))).uid("traces");
    return environment.executeAsync();
  }

  private FlowSettings settings(final Windowing windowing) {
    return new FlowSettings(
            List.of(
                folder.resolve("done.etl").toString(),
                folder.resolve("live.etl").toString(),
                folder.resolve("later.etl").toString()),
            new HostNaming.OneMachine(),
            FLOW,
            windowing,
            10,
            false)
        .withStatistics(ALL);
  }

  private org.apache.flink.core.fs.Path parts(final String rows) {
    return new org.apache.flink.core.fs.Path(folder.resolve(rows).toUri());
  }

  private String stop(final JobClient job) throws Exception {
    final String savepoint =
        job.stopWithSavepoint(
                false, folder.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
            .get();
    job.getJobExecutionResult().get();
    return savepoint;
  }

  private List<String> rows(final RowFiles<?> files, final String kind) throws IOException {
    final Path joined = folder.resolve(kind + ".csv");
    files.join(folder.resolve(kind), joined);
    return Files.readAllLines(joined);
  }

  private static List<String> expectedCsv(final WrittenTrace... traces) {
    return TrafficTraces.rows(Stream.of(traces).flatMap(trace -> trace.events().stream()).toList());
  }

  /** Rows with all statistics of one batch job over the now closed files. */
  private List<String> inBatch(final Windowing windowing) throws Exception {
    final FlowResult result =
        FlowResult.of(CLUSTER.environment(RuntimeExecutionMode.BATCH, 1), settings(windowing));
    return RowTexts.csv(FlowColumns.of(FLOW, ALL, false), result.rows());
  }

  @Test
  void restarts_withOtherParallelism_readEachEventOnce() throws Exception {
    final WrittenTrace[] traces = runWithRestarts(TUMBLING);

    assertThat(rows(FLOWS, "flows")).containsExactlyInAnyOrderElementsOf(expectedCsv(traces));
    assertThat(rows(DETAILED, "detailed")).containsExactlyInAnyOrderElementsOf(inBatch(TUMBLING));
    final List<String> quality = new ArrayList<>(rows(TRACES, "traces"));
    assertThat(quality).hasSize(1 + 3);
  }

  static Stream<Windowing> overlappingAndSessionWindows() {
    return Stream.of(
        new Windowing.Sliding(Duration.ofSeconds(20), Duration.ofSeconds(2)),
        new Windowing.Session(Duration.ofSeconds(3)));
  }

  @ParameterizedTest
  @MethodSource("overlappingAndSessionWindows")
  void windowsOfOtherKinds_moveBetweenStateBackends(final Windowing windowing) throws Exception {
    runWithRestarts(windowing);

    assertThat(rows(DETAILED, "detailed")).containsExactlyInAnyOrderElementsOf(inBatch(windowing));
  }

  /** Runs the job with each state backend twice, and returns the traces that it has read. */
  private WrittenTrace[] runWithRestarts(final Windowing windowing) throws Exception {
    final WrittenTrace done = TrafficTraces.inMemory("--sends=1500", "--buffer-size=4K");
    final WrittenTrace live =
        TrafficTraces.inMemory("--sends=4000", "--buffer-size=4K", "--seed=2", "--cpus=2");
    final WrittenTrace later =
        TrafficTraces.inMemory(
            "--sends=1000",
            "--buffer-size=4K",
            "--seed=3",
            "--compressed",
            "--start=2026-03-02T09:01:00Z");
    Files.write(folder.resolve("done.etl"), done.bytes());
    try (GrowingTrace growing = GrowingTrace.begin(folder.resolve("live.etl"), live);
        GrowingTrace second = GrowingTrace.begin(folder.resolve("later.etl"), later)) {
      String savepoint = null;
      for (final int parallelism : new int[] {1, 3, 2}) {
        final String stateBackend = parallelism == 3 ? "rocksdb" : "hashmap";
        final JobClient job = start(windowing, stateBackend, parallelism, savepoint);
        for (int i = 0; i < 30; i++) {
          growing.writeNext(2);
          Thread.sleep(30);
        }
        CLUSTER.awaitCheckpoint();
        savepoint = stop(job);
        growing.writeNext(5);
      }
      final JobClient job = start(windowing, "rocksdb", 2, savepoint);
      growing.endSession();
      second.endSession();
      job.getJobExecutionResult().get();
    }
    return new WrittenTrace[] {done, live, later};
  }
}
