package org.etwflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.etwflow.testing.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("cluster")
@Timeout(300)
class PrometheusIT {
  @TempDir private Path folder;

  @Test
  void explore() throws Exception {
    final Path traces = Files.createDirectory(folder.resolve("traces"));
    for (final String name : List.of("desktop", "damaged", "server", "manifest", "compressed")) {
      Files.copy(Path.of("../sample-traces/traces", name + ".etl"), traces.resolve(name + ".etl"));
    }
    final List<Integer> ports = List.of(StandaloneCluster.freePort(), StandaloneCluster.freePort(), StandaloneCluster.freePort());
    final String range = ports.toString().replace("[", "").replace("]", "").replace(" ", "");
    final Path rules = Files.writeString(folder.resolve("r.yml"), "groups: []\n");
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2,
        "metrics.reporter.prom.factory.class: org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
        "metrics.reporter.prom.port: " + range);
        PrometheusServer prometheus = PrometheusServer.start(folder, ports, rules)) {
      final Process client = cluster.submit("-d", "-p", "4", "target/etwflow-job.jar", "--follow", traces.toString(),
          "--group-by", "process", "--idle-timeout", "2s", "--output", folder.resolve("rows").toUri().toString());
      assertThat(StandaloneCluster.exitCode(client)).as(cluster.log("client")).isZero();
      Await.until("x", () -> prometheus.values("sum(flink_taskmanager_job_task_operator_finishedTraces)").equals(List.of(5.0)));
      Thread.sleep(3000);
      for (int port : ports) {
        final Process p = new ProcessBuilder("curl", "-s", "http://127.0.0.1:" + port + "/metrics").redirectOutput(Path.of("/tmp/scrape-" + port + ".txt").toFile()).start();
        p.waitFor();
      }
      System.err.println(prometheus.metrics());
    } finally {
      for (String n : List.of("client", "jobmanager", "tm0")) {
        if (Files.exists(folder.resolve(n + ".log"))) Files.copy(folder.resolve(n + ".log"), Path.of("/tmp/explore-" + n + ".log"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
