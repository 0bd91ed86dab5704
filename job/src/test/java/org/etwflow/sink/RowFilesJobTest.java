package org.etwflow.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.flow.FlowStatistics;
import org.etwflow.flow.Grouping;
import org.etwflow.flow.Windowing;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.pipeline.FlowStreams;
import org.etwflow.source.enumerator.HostNaming;
import org.etwflow.testing.FlinkCluster;
import org.etwflow.traces.FlowRows;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that write their rows into files. */
@Timeout(180)
class RowFilesJobTest {

  private static final Grouping FLOW = Grouping.parse("flow");

  @RegisterExtension private static final FlinkCluster CLUSTER = new FlinkCluster();

  @TempDir private Path folder;

  private Path parts;
  private WrittenTrace trace;

  @BeforeEach
  void write() throws IOException {
    parts = folder.resolve("parts");
    trace = TraceGenerator.inMemory("--sends=5000", "--seconds=90");
    Files.write(folder.resolve("trace.etl"), trace.bytes());
  }

  private static RowFiles<FlowStatistics> files(final RowFormat format) {
    return new RowFiles<>(format, Columns.ofFlows(FLOW, false));
  }

  private Path run(final StreamExecutionEnvironment environment, final RowFormat format)
      throws Exception {
    final FlowSettings settings =
        new FlowSettings(
            List.of(folder.resolve("trace.etl").toString()),
            new HostNaming.OneMachine(),
            FLOW,
            new Windowing.Tumbling(Duration.ofSeconds(10)),
            10,
            false);
    FlowStreams.of(environment, settings)
        .statistics()
        .sinkTo(files(format).sink(new org.apache.flink.core.fs.Path(parts.toUri())));
    environment.execute();
    final Path rows = folder.resolve("rows");
    files(format).join(parts, rows);
    return rows;
  }

  private List<String> expectedCsv() {
    final FlowRows rows = new FlowRows();
    trace.sends().forEach(rows::add);
    return rows.toCsv().lines().toList();
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 3", "STREAMING, 1", "STREAMING, 3"})
  void aCsvFileHasTheRowsOfTheTrace(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final Path rows = run(CLUSTER.environment(mode, parallelism), RowFormat.CSV);

    assertThat(Files.readAllLines(rows))
        .startsWith(expectedCsv().get(0))
        .containsExactlyInAnyOrderElementsOf(expectedCsv());
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 2", "STREAMING, 2"})
  void aJsonFileHasALineForEachRow(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final Path rows = run(CLUSTER.environment(mode, parallelism), RowFormat.JSONL);

    assertThat(Files.readAllLines(rows))
        .hasSize(expectedCsv().size() - 1)
        .allMatch(line -> line.startsWith("{\"windowStart\":\"2026-") && line.endsWith("}"));
  }

  @Test
  void partsAreNamedAfterTheirFormat() throws Exception {
    run(CLUSTER.environment(RuntimeExecutionMode.BATCH, 2), RowFormat.JSONL);

    try (Stream<Path> names = Files.list(parts)) {
      assertThat(names).isNotEmpty().allMatch(name -> name.toString().endsWith(".jsonl"));
    }
  }

  @Test
  void aStreamingJobWithCheckpointsWritesTheSameRows() throws Exception {
    final Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
    final StreamExecutionEnvironment environment =
        CLUSTER.environment(RuntimeExecutionMode.STREAMING, 2);
    environment.configure(configuration);

    assertThat(Files.readAllLines(run(environment, RowFormat.CSV)))
        .containsExactlyInAnyOrderElementsOf(expectedCsv());
  }
}
