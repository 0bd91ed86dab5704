package org.etwflow.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.etwflow.testing.Await;

/** An S3 server on loopback, as a process, and the {@linkplain S3Proxy proxy} that clients use. */
final class S3Server implements AutoCloseable {

  private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>");
  private static final Path PLUGINS = Path.of("target/plugins");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final int port;
  private final Path folder;
  private final S3Proxy proxy;

  private S3Server(final Process process, final int port, final Path folder) throws IOException {
    this.process = process;
    this.port = port;
    this.folder = folder;
    this.proxy = new S3Proxy(port);
  }

  /** Starts a server with empty buckets, or skips the test if it cannot be started. */
  static S3Server start(final Path folder, final String... buckets) throws Exception {
    assumeTrue(Files.isDirectory(PLUGINS), () -> PLUGINS + ": run the build with -Pcluster");
    final int port = ServerClassPath.freePort();
    final Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx300m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("s3")),
                "-cp",
                ServerClassPath.of("s3"),
                ServerClassPath.SERVERS.resolve("s3/LoopbackS3Mock.java").toString(),
                "--server.port=" + port,
                "--http.port=0",
                "--server.address=127.0.0.1",
                "--server.ssl.enabled=false")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3.log").toFile())
            .start();
    final S3Server server = new S3Server(process, port, folder);
    Await.until("an S3 server", () -> !process.isAlive() || server.isReady());
    assumeTrue(process.isAlive(), () -> "no S3 server: " + folder.resolve("s3.log"));
    for (final String bucket : buckets) {
      server.send("PUT", bucket, BodyPublishers.noBody());
    }
    return server;
  }

  private boolean isReady() throws Exception {
    try {
      send("GET", "", BodyPublishers.noBody());
      return true;
    } catch (final IOException e) {
      return false;
    }
  }

  private String send(final String method, final String path, final BodyPublisher body)
      throws IOException, InterruptedException {
    final URI uri = URI.create("http://127.0.0.1:" + port + "/" + path);
    final var answer =
        http.send(
            HttpRequest.newBuilder(uri).method(method, body).build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new AssertionError(method + " " + path + ": " + answer.body());
    }
    return answer.body();
  }

  S3Proxy proxy() {
    return proxy;
  }

  /** Uploads a file, past the proxy. */
  void put(final String object, final Path file) throws Exception {
    send("PUT", object, BodyPublishers.ofFile(file));
  }

  /** Rows of all CSV files of a kind in a bucket, sorted; each file has its own header. */
  List<String> rows(final String bucket, final String prefix) throws Exception {
    final List<String> rows = new ArrayList<>();
    for (final String key : keys(bucket, prefix)) {
      rows.addAll(
          send("GET", bucket + "/" + key, BodyPublishers.noBody()).lines().skip(1).toList());
    }
    return rows.stream().sorted().toList();
  }

  List<String> keys(final String bucket, final String prefix) throws Exception {
    return KEY.matcher(
            send("GET", bucket + "?list-type=2&prefix=" + prefix, BodyPublishers.noBody()))
        .results()
        .map((final MatchResult found) -> found.group(1))
        .toList();
  }

  /** Flink's settings for clients of this server. */
  String settings() {
    return "s3.endpoint: %s\ns3.path-style-access: true\n".formatted(proxy.uri());
  }

  /** Environment of clients: credentials as the SDK takes them, and the folders of Flink. */
  Map<String, String> environment(final Path configuration) {
    return Map.of(
        "AWS_REGION", "us-east-1",
        "AWS_ACCESS_KEY_ID", "user",
        "AWS_SECRET_ACCESS_KEY", "secret",
        "FLINK_PLUGINS_DIR", PLUGINS.toAbsolutePath().toString(),
        "FLINK_CONF_DIR", configuration.toString());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    proxy.close();
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.walk(folder.resolve("s3"))) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
