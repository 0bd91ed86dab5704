package org.etwflow.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.event.EventColumns;
import org.etwflow.event.EventRow;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.window.Windowing;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.pipeline.FlowStreams;
import org.etwflow.pipeline.JobCluster;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.ExpectedEvents;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs that write their rows to files. */
@Timeout(180)
class RowFilesJobIT {

  private static final Grouping FLOW = Grouping.parse("flow");

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private Path parts;
  private WrittenTrace trace;

  @BeforeEach
  void write() throws IOException {
    parts = folder.resolve("parts");
    trace = TrafficTraces.inMemory("--sends=5000", "--seconds=90");
    Files.write(folder.resolve("trace.etl"), trace.bytes());
  }

  private static RowFiles<WindowedFlow> flows(final RowFormat format) {
    return new RowFiles<>(format, FlowColumns.of(FLOW, false));
  }

  private static RowFiles<EventRow> events(final RowFormat format) {
    return new RowFiles<>(format, EventColumns.ofDetailed(false));
  }

  private void run(final StreamExecutionEnvironment environment, final RowFormat format)
      throws Exception {
    final FlowSettings settings =
        new FlowSettings(
                List.of(folder.resolve("trace.etl").toString()),
                new HostNaming.OneMachine(),
                FLOW,
                new Windowing.Tumbling(Duration.ofSeconds(10)),
                10,
                false)
            .withEvents(true);
    final FlowStreams streams = FlowStreams.of(environment, settings);
    streams.statistics().sinkTo(flows(format).sink(flinkPath("flows")));
    streams.events().sinkTo(events(format).sink(flinkPath("events")));
    environment.execute();
  }

  private org.apache.flink.core.fs.Path flinkPath(final String rows) {
    return new org.apache.flink.core.fs.Path(parts.resolve(rows).toUri());
  }

  private List<String> expectedFlows() {
    return TrafficTraces.rows(trace.events()).stream().skip(1).toList();
  }

  private List<String> expectedEvents() {
    return ExpectedEvents.rows(folder.resolve("trace.etl"), trace);
  }

  private <R> List<String> joined(final RowFiles<R> files, final String rows) throws IOException {
    final Path file = folder.resolve(rows);
    files.join(parts.resolve(rows), file);
    return StoredRows.lines(file, files.format(), files.columns());
  }

  private <R> List<String> inParts(final RowFiles<R> files, final String rows) {
    return StoredRows.lines(parts.resolve(rows), files.format(), files.columns());
  }

  private static Stream<Arguments> runs() {
    return Arrays.stream(RowFormat.values())
        .flatMap(
            format ->
                Stream.of(
                    Arguments.of(format, RuntimeExecutionMode.BATCH, 1),
                    Arguments.of(format, RuntimeExecutionMode.BATCH, 3),
                    Arguments.of(format, RuntimeExecutionMode.STREAMING, 1),
                    Arguments.of(format, RuntimeExecutionMode.STREAMING, 3)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void files_haveRowsAndEventsOfTrace(
      final RowFormat format, final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    run(CLUSTER.environment(mode, parallelism), format);

    assertThat(joined(flows(format), "flows")).containsExactlyInAnyOrderElementsOf(expectedFlows());
    assertThat(joined(events(format), "events"))
        .containsExactlyInAnyOrderElementsOf(expectedEvents());
  }

  @Test
  void parts_haveExtensionOfFormat() throws Exception {
    run(CLUSTER.environment(RuntimeExecutionMode.BATCH, 2), RowFormat.PARQUET);

    try (Stream<Path> names = Files.list(parts.resolve("flows"))) {
      assertThat(names).isNotEmpty().allMatch(name -> name.toString().endsWith(".parquet"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void streamingJob_withCheckpoints_writesSameRowsInParts(final RowFormat format) throws Exception {
    final Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
    final StreamExecutionEnvironment environment =
        CLUSTER.environment(RuntimeExecutionMode.STREAMING, 2);
    environment.configure(configuration);

    run(environment, format);

    assertThat(inParts(flows(format), "flows"))
        .containsExactlyInAnyOrderElementsOf(expectedFlows());
    assertThat(inParts(events(format), "events"))
        .containsExactlyInAnyOrderElementsOf(expectedEvents());
  }
}
