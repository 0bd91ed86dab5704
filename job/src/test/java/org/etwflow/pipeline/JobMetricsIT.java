package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics of whole jobs. */
@Timeout(120)
class JobMetricsIT {

  private static final int SLOTS = 4;
  private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  private static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setConfiguration(
                      REPORTER.addToConfiguration(
                          JobConfiguration.local(RuntimeExecutionMode.STREAMING, SLOTS)))
                  .setNumberSlotsPerTaskManager(SLOTS)
                  .build());

  @TempDir private Path folder;

  private static StreamExecutionEnvironment environment(
      final RuntimeExecutionMode mode, final int parallelism) {
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment();
    environment.configure(JobConfiguration.of(mode));
    environment.setParallelism(parallelism);
    return environment;
  }

  /** Sum of a metric over the tasks of an operator. */
  private static long sum(final JobID job, final String operator, final String name) {
    return REPORTER.getMetricsByGroup().entrySet().stream()
        .filter(group -> isOf(group.getKey(), job, operator))
        .map(group -> group.getValue().get(name))
        .filter(Objects::nonNull)
        .mapToLong(JobMetricsIT::value)
        .sum();
  }

  private static boolean isOf(final MetricGroup group, final JobID job, final String operator) {
    final Map<String, String> variables = group.getAllVariables();
    return job.toString().equals(variables.get("<job_id>"))
        && variables.getOrDefault("<operator_name>", "").startsWith(operator);
  }

  private static long value(final Metric metric) {
    return metric instanceof Counter counter
        ? counter.getCount()
        : ((Number) ((Gauge<?>) metric).getValue()).longValue();
  }

  private WrittenTrace write(final String name, final String... options) throws IOException {
    final WrittenTrace trace = TrafficTraces.inMemory(options);
    Files.write(folder.resolve(name), trace.bytes());
    return trace;
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 3", "STREAMING, 1", "STREAMING, 3"})
  void metrics_areSumsOfTraceRows(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final List<WrittenTrace> written =
        List.of(
            write("a.etl", "--sends=2000", "--buffer-size=8K"),
            write("b.etl", "--sends=1000", "--compressed", "--seed=2"),
            write(
                "c.etl",
                "--sends=1000",
                "--seed=3",
                "--buffer-size=4K",
                "--lost-events=40",
                "--malformed-sends=20",
                "--damaged-headers=5"));
    Files.write(folder.resolve("d.etl"), new byte[] {1, 2, 3});
    final FlowSettings settings =
        new FlowSettings(
            List.of(folder.toString()),
            new HostNaming.File(),
            Grouping.parse("process"),
            new Windowing.Tumbling(Duration.ofSeconds(10)),
            10,
            false);

    final FlowResult result =
        FlowResult.of(environment(mode, parallelism), settings, /* splitSize= */ 64 << 10);

    final List<TraceQuality> rows = result.traces();
    final JobID job = result.job();
    final long damagedBuffers = sum(rows, TraceQuality::skippedBuffers);
    assertThat(rows).hasSize(4);
    assertThat(damagedBuffers).isPositive();
    assertThat(sum(job, "Source: read traces", "numRecordsIn"))
        .isEqualTo(sum(rows, TraceQuality::records));
    assertThat(sum(job, "Source: read traces", "numBytesIn"))
        .isEqualTo(written.stream().mapToLong(trace -> trace.bytes().length).sum());
    assertThat(sum(job, "Source: read traces", "numRecordsInErrors"))
        .isEqualTo(sum(rows, TraceQuality::malformedRecords) + damagedBuffers + 1);
    assertThat(sum(job, "Source: read traces", "pendingBytes")).isZero();
    assertThat(sum(job, "count events", "networkEvents"))
        .isEqualTo(
            sum(
                rows,
                row -> row.networkEvents().values().stream().mapToLong(Long::longValue).sum()));
    assertThat(sum(job, "count events", "lateEvents")).isZero();
    assertThat(totals(job))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("finishedTraces", 4L),
                Map.entry("damagedTraces", 2L),
                Map.entry("skippedTraces", 0L),
                Map.entry("duplicateTraces", 0L),
                Map.entry("truncatedTraces", 0L),
                Map.entry("eventsLost", 40L),
                Map.entry("buffersLost", sum(rows, row -> orZero(row.buffersLost()))),
                Map.entry(
                    "missingBufferSequences", sum(rows, TraceQuality::missingBufferSequences)),
                Map.entry("skippedBuffers", damagedBuffers),
                Map.entry("storageErrors", 0L),
                Map.entry("malformedRecords", sum(rows, TraceQuality::malformedRecords))));
    assertThat(sum(job, "Source: read traces", "foundTraces")).isEqualTo(4);
    assertThat(sum(job, "Source: read traces", "unassignedSplits")).isZero();
    assertThat(sum(job, "Source: read traces", "unscannedSplits")).isZero();
    assertThat(sum(job, "Source: read traces", "scannedSplits")).isGreaterThan(5);
  }

  private static long orZero(final Long count) {
    return count == null ? 0 : count;
  }

  private static long sum(final List<TraceQuality> rows, final ToLongFunction<TraceQuality> of) {
    return rows.stream().mapToLong(of).sum();
  }

  private static Map<String, Long> totals(final JobID job) {
    return List.of(TraceMetric.values()).stream()
        .map(TraceMetric::metricName)
        .collect(Collectors.toMap(name -> name, name -> sum(job, "merge trace quality", name)));
  }
}
