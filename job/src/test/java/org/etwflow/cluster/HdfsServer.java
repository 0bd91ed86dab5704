package org.etwflow.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.etwflow.testing.Await;

/** HDFS on loopback: a NameNode and a DataNode, each a process. */
final class HdfsServer implements AutoCloseable {

  private static final String HDFS = "org.apache.hadoop.hdfs.server.";
  private static final Pattern LIVE = Pattern.compile("Live datanodes \\(1\\)");
  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;
  private final String classPath;
  private final String uri;
  private Process nameNode;
  private final Process dataNode;

  private HdfsServer(final Path folder, final String classPath, final int port)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.classPath = classPath;
    this.uri = "hdfs://127.0.0.1:" + port;
    Files.writeString(folder.resolve("core-site.xml"), xml(Map.of("fs.defaultFS", uri)));
    Files.writeString(
        folder.resolve("hdfs-site.xml"),
        xml(
            Map.of(
                "dfs.replication", "1",
                "dfs.namenode.name.dir", folder.resolve("name").toUri().toString(),
                "dfs.datanode.data.dir", folder.resolve("data").toUri().toString(),
                "dfs.namenode.http-address", "127.0.0.1:0",
                "dfs.datanode.address", "127.0.0.1:0",
                "dfs.datanode.http.address", "127.0.0.1:0",
                "dfs.datanode.ipc.address", "127.0.0.1:0",
                "dfs.namenode.safemode.extension", "0",
                "dfs.permissions.enabled", "false")));
    run(HDFS + "namenode.NameNode", "-format", "-force");
    this.nameNode = launch("namenode", HDFS + "namenode.NameNode");
    this.dataNode = launch("datanode", HDFS + "datanode.DataNode");
  }

  /** Starts HDFS, or skips the test if its class path is not resolved. */
  static HdfsServer start(final Path folder) throws Exception {
    final HdfsServer server =
        new HdfsServer(folder, ServerClassPath.of("hdfs"), ServerClassPath.freePort());
    server.awaitReady();
    return server;
  }

  private static String xml(final Map<String, String> properties) {
    final StringBuilder xml = new StringBuilder("<configuration>");
    properties.forEach(
        (name, value) ->
            xml.append(
                "<property><name>%s</name><value>%s</value></property>".formatted(name, value)));
    return xml.append("</configuration>").toString();
  }

  private Process launch(final String log, final String mainClass, final String... arguments)
      throws IOException {
    final List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + ":" + classPath,
                mainClass));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log + ".log").toFile()))
        .start();
  }

  /** Runs a command of Hadoop to its end, and returns what all commands have printed. */
  private String run(final String mainClass, final String... arguments)
      throws IOException, InterruptedException {
    final Process process = launch("commands", mainClass, arguments);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("a command has not ended: " + String.join(" ", arguments));
    }
    return Files.readString(folder.resolve("commands.log"));
  }

  private void awaitReady() throws Exception {
    Await.until(
        "a DataNode",
        () -> LIVE.matcher(run("org.apache.hadoop.hdfs.tools.DFSAdmin", "-report")).find());
  }

  /** Uploads a file or a folder. */
  void put(final Path from, final String to) throws IOException, InterruptedException {
    run("org.apache.hadoop.fs.FsShell", "-put", from.toString(), to);
  }

  /** Downloads a folder. */
  void get(final String from, final Path to) throws IOException, InterruptedException {
    run("org.apache.hadoop.fs.FsShell", "-get", from, to.toString());
  }

  String uri() {
    return uri;
  }

  /** Environment of clients. */
  Map<String, String> environment() {
    return Map.of("HADOOP_CLASSPATH", folder + ":" + classPath);
  }

  /** Kills the NameNode, and starts it again after a while. */
  void restartNameNode(final long downMillis) throws IOException, InterruptedException {
    nameNode.destroyForcibly().waitFor();
    Thread.sleep(downMillis);
    nameNode = launch("namenode", HDFS + "namenode.NameNode");
  }

  @Override
  public void close() throws InterruptedException {
    for (final Process process : List.of(dataNode, nameNode)) {
      process.destroyForcibly().waitFor();
    }
  }
}
