package org.etwflow.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.etwflow.testing.Await;

/** Prometheus as installed on this machine, on loopback, with a data folder of its own. */
final class PrometheusServer implements AutoCloseable {

  /** Interval between two scrapes, and between two evaluations of the rules. */
  static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final Process process;

  private PrometheusServer(final int port, final Process process) {
    this.port = port;
    this.process = process;
  }

  /** Whether the program, and {@code promtool} beside it, can be started. */
  static boolean isInstalled() {
    try {
      return new ProcessBuilder("promtool", "--version").start().waitFor() == 0
          && new ProcessBuilder("prometheus", "--version").start().waitFor() == 0;
    } catch (final IOException | InterruptedException e) {
      return false;
    }
  }

  /**
   * Starts a server.
   *
   * @param folder folder of its configuration, data and log
   * @param targets ports on loopback that are scraped
   * @param rules file of rules
   */
  static PrometheusServer start(final Path folder, final List<Integer> targets, final Path rules)
      throws Exception {
    final int port = StandaloneCluster.freePort();
    final Path configuration = folder.resolve("prometheus.yml");
    Files.writeString(
        configuration,
        """
        global: {scrape_interval: %1$ss, evaluation_interval: %1$ss}
        rule_files: ["%2$s"]
        scrape_configs:
          - job_name: flink
            static_configs: [{targets: [%3$s]}]
        """
            .formatted(
                SCRAPE_INTERVAL.toSeconds(),
                rules.toAbsolutePath(),
                targets.stream()
                    .map(target -> "\"127.0.0.1:" + target + '"')
                    .collect(Collectors.joining(", "))));
    final Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    final PrometheusServer server = new PrometheusServer(port, process);
    Await.until("Prometheus", server::isReady);
    return server;
  }

  private boolean isReady() throws Exception {
    try {
      return get("/-/ready").contains("Ready");
    } catch (final IOException e) {
      if (!process.isAlive()) {
        throw new AssertionError("Prometheus has ended with exit code " + process.exitValue());
      }
      return false;
    }
  }

  private String get(final String path) throws Exception {
    final URI uri = URI.create("http://127.0.0.1:" + port + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  /** Asks the HTTP API, and returns the data of its answer. */
  private JsonNode data(final String path) throws Exception {
    final JsonNode answer = new ObjectMapper().readTree(get("/api/v1" + path));
    if (!answer.path("status").asText().equals("success")) {
      throw new AssertionError(path + ": " + answer);
    }
    return answer.path("data");
  }

  /** Evaluates an expression now, and returns the value of each element of the result. */
  List<Double> values(final String expression) throws Exception {
    final JsonNode result =
        data("/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
            .path("result");
    return IntStream.range(0, result.size())
        .mapToObj(i -> result.get(i).path("value").get(1).asDouble())
        .toList();
  }

  /** Names of all metrics. */
  List<String> metrics() throws Exception {
    return texts(data("/label/__name__/values"));
  }

  /** Names of the alerts that are firing. */
  List<String> firingAlerts() throws Exception {
    return data("/alerts").path("alerts").findParents("state").stream()
        .filter(alert -> alert.path("state").asText().equals("firing"))
        .map(alert -> alert.path("labels").path("alertname").asText())
        .distinct()
        .toList();
  }

  private static List<String> texts(final JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).asText()).toList();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
