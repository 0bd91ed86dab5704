package org.etwflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.etwflow.cli.CommandLineRun;
import org.etwflow.cli.SampleTraces;
import org.etwflow.testing.Await;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Metrics as a Prometheus server gets them, the dashboard and the alerts. */
@Tag("cluster")
@Timeout(300)
class PrometheusIT {

  private static final String JAR = "target/etwflow-job.jar";
  private static final Path DEPLOYMENT = Path.of("deploy", "metrics");
  private static final Path RULES = DEPLOYMENT.resolve("etwflow-alerts.yaml");
  private static final Pattern METRIC = Pattern.compile("flink_\\w+");
  private static final String TASK = "flink_taskmanager_job_task_operator_";
  private static final String SOURCE = "{operator_name=\"Source:_read_traces\"}";
  private static final String ENUMERATOR = "flink_jobmanager_job_operator_coordinator_enumerator_";

  /** Metrics with the name of a column of {@code traces.csv}. */
  private static final List<String> COLUMNS =
      List.of(
          "eventsLost",
          "buffersLost",
          "missingBufferSequences",
          "skippedBuffers",
          "storageErrors",
          "malformedRecords",
          "networkEvents",
          "lateEvents");

  @TempDir private Path folder;

  @BeforeAll
  static void checkInstallation() {
    assumeTrue(
        PrometheusServer.isInstalled(),
        "prometheus and promtool are not installed (Debian package prometheus)");
  }

  private static String promtool(final String... arguments) throws Exception {
    final List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    final Process process =
        new ProcessBuilder(command)
            .directory(DEPLOYMENT.toFile())
            .redirectErrorStream(true)
            .start();
    final String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void alerts_areValid() throws Exception {
    assertThat(promtool("check", "rules", "etwflow-alerts.yaml")).contains("SUCCESS");
  }

  @Test
  void alerts_passTheirTests() throws Exception {
    assertThat(promtool("test", "rules", "etwflow-alerts-test.yaml")).contains("SUCCESS");
  }

  @Test
  void valuesOfAllTasks_equalTraceRows() throws Exception {
    final Path traces = Files.createDirectory(folder.resolve("traces"));
    for (final String name : List.of("desktop", "server", "manifest", "compressed", "damaged")) {
      Files.copy(SampleTraces.trace(name), traces.resolve(name + ".etl"));
    }
    final List<Map<String, String>> rows = rowsOfLocalRun(traces);
    final List<Integer> ports =
        List.of(
            StandaloneCluster.freePort(),
            StandaloneCluster.freePort(),
            StandaloneCluster.freePort());

    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2, reporter(ports));
        PrometheusServer prometheus = PrometheusServer.start(folder, ports, RULES)) {
      follow(cluster, traces);
      awaitFinished(rows.size(), prometheus);

      for (final String column : COLUMNS) {
        assertThat(sum(TASK + column, prometheus)).as(column).isEqualTo(sum(rows, column));
      }
      assertThat(sum(TASK + "numRecordsIn" + SOURCE, prometheus)).isEqualTo(sum(rows, "records"));
      assertThat(sum(TASK + "numBytesIn" + SOURCE, prometheus)).isEqualTo(sum(rows, "octets"));
      assertThat(sum(TASK + "numRecordsInErrors" + SOURCE, prometheus))
          .isEqualTo(sum(rows, "malformedRecords") + sum(rows, "skippedBuffers"))
          .isEqualTo(18);
      assertThat(sum(TASK + "damagedTraces", prometheus)).isEqualTo(1);
      assertThat(sum(TASK + "truncatedTraces", prometheus)).isEqualTo(1);
      assertThat(sum(TASK + "skippedTraces", prometheus)).isZero();
      assertThat(sum(TASK + "pendingBytes", prometheus)).isZero();
      assertThat(sum(ENUMERATOR + "foundTraces", prometheus)).isEqualTo(rows.size());
      assertThat(sum(ENUMERATOR + "unassignedSplits", prometheus)).isZero();
      assertThat(sum(ENUMERATOR + "unscannedSplits", prometheus)).isZero();
      assertThat(sum(ENUMERATOR + "scannedSplits", prometheus)).isPositive();
      assertThat(prometheus.values("{split!=\"\"}")).isEmpty();
      assertThat(prometheus.metrics()).containsAll(metricsOfDeployment());
      for (final String query : queriesOfDashboard()) {
        assertThat(prometheus.values(query)).as(query).isNotEmpty();
      }
      awaitAlerts(
          prometheus,
          "EtwflowTracesDamaged",
          "EtwflowUnreadableRecords",
          "EtwflowEventsLost",
          "EtwflowBuffersLost");

      final WrittenTrace late =
          TrafficTraces.inMemory("--sends=500", "--start=2026-03-02T08:00:00Z");
      Files.write(traces.resolve("late.etl"), late.bytes());
      awaitFinished(rows.size() + 1, prometheus);

      assertThat(sum(TASK + "lateEvents", prometheus))
          .isEqualTo(TrafficTraces.counted(late).size());
      awaitAlerts(
          prometheus,
          "EtwflowLateEvents",
          "EtwflowTracesDamaged",
          "EtwflowUnreadableRecords",
          "EtwflowEventsLost",
          "EtwflowBuffersLost");
    }
  }

  private static String[] reporter(final List<Integer> ports) {
    return new String[] {
      "metrics.reporter.prom.factory.class: " + PrometheusReporterFactory.class.getName(),
      "metrics.reporter.prom.port: "
          + ports.stream().map(String::valueOf).collect(Collectors.joining(","))
    };
  }

  /** Starts a job that keeps its metrics until it is stopped: it waits for more traces. */
  private void follow(final StandaloneCluster cluster, final Path traces) throws Exception {
    final Process client =
        cluster.submit(
            "-d",
            "-p",
            "4",
            JAR,
            "--follow",
            traces.toString(),
            "--host=file",
            "--group-by=process",
            "--idle-timeout=2s",
            "--max-disorder=1s",
            "--output=" + folder.resolve("rows").toUri());
    assertThat(StandaloneCluster.exitCode(client)).as(cluster.log("client")).isZero();
  }

  private List<Map<String, String>> rowsOfLocalRun(final Path traces) throws IOException {
    final Path output = folder.resolve("expected");
    final CommandLineRun run =
        CommandLineRun.of(traces, "--host=file", "--group-by=process", "--output", output);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new CsvMapper()
        .readerForMapOf(String.class)
        .with(CsvSchema.emptySchema().withHeader())
        .<Map<String, String>>readValues(output.resolve("traces.csv").toFile())
        .readAll();
  }

  private static double sum(final List<Map<String, String>> rows, final String column) {
    return rows.stream().mapToLong(row -> Long.parseLong(row.get(column))).sum();
  }

  private static double sum(final String series, final PrometheusServer prometheus)
      throws Exception {
    final List<Double> values = prometheus.values("sum(" + series + ")");
    assertThat(values).as(series).hasSize(1);
    return values.get(0);
  }

  /** Waits until all rows are reported, and then for scrapes of all processes after that. */
  private static void awaitFinished(final int traces, final PrometheusServer prometheus)
      throws Exception {
    Await.until(
        "rows of " + traces + " traces",
        () ->
            prometheus.values("sum(" + TASK + "finishedTraces)").equals(List.of((double) traces)));
    Thread.sleep(3 * PrometheusServer.SCRAPE_INTERVAL.toMillis());
  }

  private static void awaitAlerts(final PrometheusServer prometheus, final String... names)
      throws Exception {
    final Set<String> expected = Set.of(names);
    Await.until(
        "the alerts " + expected, () -> Set.copyOf(prometheus.firingAlerts()).equals(expected));
  }

  /** Names of all metrics in the dashboard and in the rules. */
  private static Set<String> metricsOfDeployment() throws IOException {
    return METRIC
        .matcher(Files.readString(RULES) + dashboard())
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String dashboard() throws IOException {
    return Files.readString(DEPLOYMENT.resolve("etwflow-dashboard.json"));
  }

  /** Queries of the dashboard with all jobs selected. */
  private static List<String> queriesOfDashboard() throws IOException {
    final List<JsonNode> panels =
        new ObjectMapper().readTree(dashboard()).path("panels").findParents("expr");
    assertThat(panels).hasSizeGreaterThan(20);
    return panels.stream()
        .map(target -> target.path("expr").asText())
        .map(query -> query.replace("$job_name", ".*").replace("$__rate_interval", "10s"))
        .toList();
  }
}
