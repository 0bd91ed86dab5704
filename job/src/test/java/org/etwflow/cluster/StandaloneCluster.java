package org.etwflow.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.etwflow.testing.Await;

/**
 * Flink's standalone cluster: one JobManager and any number of TaskManagers, each a process on
 * loopback. Only addresses and sizes are configured, everything else is Flink's default.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final int SLOTS = 2;
  private static final long PATIENCE_SECONDS = 300;
  private static final Pattern JOB = Pattern.compile("\"jid\":\"(\\p{XDigit}{32})\"");
  private static final Pattern VERTEX = Pattern.compile("\"id\":\"(\\p{XDigit}{32})\",\"slot");
  private static final Pattern ATTEMPT = Pattern.compile("\"attempt\":(\\d+)");
  private static final Pattern RUNNING_ON =
      Pattern.compile("\"status\":\"RUNNING\",\"attempt\".*?\"taskmanager-id\":\"(tm\\d+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final int restPort;
  private final Map<String, String> environment;
  private final List<Process> processes = new ArrayList<>();

  private StandaloneCluster(
      final Path folder, final int restPort, final Map<String, String> environment) {
    this.folder = folder;
    this.restPort = restPort;
    this.environment = environment;
  }

  /**
   * Starts a cluster.
   *
   * @param folder folder of its configuration, logs and temporary files
   * @param settings lines of the configuration in addition to addresses and sizes
   */
  static StandaloneCluster start(
      final Path folder, final int taskManagers, final String... settings) throws Exception {
    return start(folder, taskManagers, Map.of(), settings);
  }

  /**
   * Starts a cluster.
   *
   * @param folder folder of its configuration, logs and temporary files
   * @param environment further variables of its processes and clients
   * @param settings lines of the configuration in addition to addresses and sizes
   */
  static StandaloneCluster start(
      final Path folder,
      final int taskManagers,
      final Map<String, String> environment,
      final String... settings)
      throws Exception {
    final int restPort = freePort();
    final StandaloneCluster cluster = new StandaloneCluster(folder, restPort, environment);
    Files.writeString(
        folder.resolve("config.yaml"),
        configuration(folder, freePort(), restPort) + String.join("\n", settings));
    Files.writeString(
        folder.resolve("log4j2.properties"),
        """
        rootLogger.level = INFO
        rootLogger.appenderRef.console.ref = console
        appender.console.name = console
        appender.console.type = Console
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d %p %c{1} %m%n
        """);
    cluster.launch(
        "jobmanager",
        StandaloneSessionClusterEntrypoint.class.getName(),
        "--configDir",
        folder.toString());
    for (int i = 0; i < taskManagers; i++) {
      cluster.launch(
          "tm" + i,
          TaskManagerRunner.class.getName(),
          "--configDir",
          folder.toString(),
          "-D",
          "taskmanager.resource-id=tm" + i);
    }
    Await.until(
        "a cluster with all slots",
        () -> {
          cluster.checkAlive();
          return cluster.get("/overview").contains("\"slots-total\":" + SLOTS * taskManagers);
        });
    return cluster;
  }

  private void checkAlive() throws IOException {
    for (final Process process : processes) {
      if (!process.isAlive()) {
        throw new AssertionError("a process has ended: " + log("jobmanager") + log("tm0"));
      }
    }
  }

  private static String configuration(final Path folder, final int rpcPort, final int restPort) {
    return """
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.rpc.port: %d
        jobmanager.bind-host: 127.0.0.1
        rest.address: 127.0.0.1
        rest.bind-address: 127.0.0.1
        rest.port: %d
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        taskmanager.numberOfTaskSlots: %d
        taskmanager.cpu.cores: 1
        taskmanager.memory.task.heap.size: 400m
        taskmanager.memory.task.off-heap.size: 0m
        taskmanager.memory.network.min: 128m
        taskmanager.memory.network.max: 128m
        taskmanager.memory.managed.size: 64m
        taskmanager.memory.framework.heap.size: 128m
        taskmanager.memory.framework.off-heap.size: 128m
        taskmanager.memory.jvm-metaspace.size: 256m
        taskmanager.memory.jvm-overhead.min: 192m
        taskmanager.memory.jvm-overhead.max: 192m
        io.tmp.dirs: %s
        """
        .formatted(rpcPort, restPort, SLOTS, folder.resolve("tmp"));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Process launch(final String name, final String mainClass, final String... arguments)
      throws IOException {
    Files.createDirectories(folder.resolve("tmp"));
    final List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    for (final String opened : List.of("lang", "net", "util", "util.concurrent")) {
      command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    command.add("-Xmx600m");
    command.add("-Dlog4j.configurationFile=" + folder.resolve("log4j2.properties"));
    command.addAll(List.of("-cp", classPath() + hadoop(), mainClass));
    command.addAll(List.of(arguments));
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("FLINK_CONF_DIR", folder.toString());
    final Process process = builder.start();
    processes.add(process);
    return process;
  }

  private String hadoop() {
    return ":" + environment.getOrDefault("HADOOP_CLASSPATH", "");
  }

  /** The libraries of the tests without this project, which comes in the jar of the job. */
  private static String classPath() {
    return String.join(
        ":",
        Stream.of(System.getProperty("java.class.path").split(":"))
            .filter(entry -> !entry.endsWith("classes") && !entry.contains("etwflow"))
            .toList());
  }

  /** Submits the job with these arguments, and returns the process of the client. */
  Process submit(final String... arguments) throws IOException {
    final List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(List.of(arguments));
    return launch("client", CliFrontend.class.getName(), all.toArray(String[]::new));
  }

  /** Waits until a client has ended, and returns its exit code. */
  static int exitCode(final Process client) throws InterruptedException {
    if (!client.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the client has not ended");
    }
    return client.exitValue();
  }

  /** Waits until tasks of a job run, and returns the names of their TaskManagers. */
  List<String> awaitRunningTasks() throws Exception {
    Await.until("running tasks", () -> !taskManagers().isEmpty());
    // So that there is work to repeat.
    Thread.sleep(1_000);
    return taskManagers();
  }

  private List<String> taskManagers() throws Exception {
    final List<String> names = new ArrayList<>();
    for (final String vertex : vertices()) {
      names.addAll(all(RUNNING_ON, get(vertex)));
    }
    return names;
  }

  /** The largest number of an attempt of a task: 0 if none was restarted. */
  int attempts() throws Exception {
    int most = 0;
    for (final String vertex : vertices()) {
      most = all(ATTEMPT, get(vertex)).stream().mapToInt(Integer::parseInt).reduce(most, Math::max);
    }
    return most;
  }

  private List<String> vertices() throws Exception {
    final List<String> paths = new ArrayList<>();
    for (final String job : all(JOB, get("/jobs/overview"))) {
      for (final String vertex : all(VERTEX, get("/jobs/" + job))) {
        paths.add("/jobs/" + job + "/vertices/" + vertex);
      }
    }
    return paths;
  }

  private static List<String> all(final Pattern pattern, final String text) {
    return pattern
        .matcher(text)
        .results()
        .map((final MatchResult found) -> found.group(1))
        .toList();
  }

  private String get(final String path) throws Exception {
    try {
      final URI uri = URI.create("http://127.0.0.1:" + restPort + path);
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (final IOException e) {
      // The JobManager is starting.
      return "";
    }
  }

  /** Kills a TaskManager with SIGKILL. */
  void kill(final String taskManager) throws InterruptedException {
    final int index = 1 + Integer.parseInt(taskManager.substring("tm".length()));
    processes.get(index).destroyForcibly().waitFor();
  }

  /** Output of a process so far. */
  String log(final String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }

  @Override
  public void close() throws InterruptedException {
    for (final Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }
}
