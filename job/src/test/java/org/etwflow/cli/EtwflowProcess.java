package org.etwflow.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.etwflow.testing.Await;

/** The command line in a process of its own, with temporary files and output in a folder. */
public final class EtwflowProcess implements AutoCloseable {

  private static final String READING = "Source: read tr";
  private static final long PATIENCE_SECONDS = 120;

  /** First version of the JDK that has the flag for the use of {@code sun.misc.Unsafe}. */
  private static final int FIRST_VERSION_THAT_WARNS = 23;

  private final Process process;
  private final Path err;

  private EtwflowProcess(final Process process, final Path err) {
    this.process = process;
    this.err = err;
  }

  /**
   * Starts a process.
   *
   * @param folder folder of its temporary files, {@code tmp}, and its output
   * @param arguments arguments of the command line
   */
  public static EtwflowProcess start(final Path folder, final Object... arguments)
      throws IOException {
    return start(List.of(), folder, arguments);
  }

  /**
   * Starts a process.
   *
   * @param flags flags of the JVM
   * @param folder folder of its temporary files, {@code tmp}, and its output
   * @param arguments arguments of the command line
   */
  public static EtwflowProcess start(
      final List<String> flags, final Path folder, final Object... arguments) throws IOException {
    return start(flags, Map.of(), folder, arguments);
  }

  /**
   * Starts a process.
   *
   * @param flags flags of the JVM
   * @param environment further variables of its environment
   * @param folder folder of its temporary files, {@code tmp}, and its output
   * @param arguments arguments of the command line
   */
  public static EtwflowProcess start(
      final List<String> flags,
      final Map<String, String> environment,
      final Path folder,
      final Object... arguments)
      throws IOException {
    final Path err = Files.createTempFile(folder, "printed", ".err");
    final List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    // Same flags as in the manifest of the jar.
    for (final String opened : List.of("lang", "net", "util")) {
      command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    if (Runtime.version().feature() >= FIRST_VERSION_THAT_WARNS) {
      // Same flag as in the launcher.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(flags);
    command.add("-Djava.io.tmpdir=" + temporaryFiles(folder));
    // As by the launcher.
    final String hadoop = environment.getOrDefault("HADOOP_CLASSPATH", "");
    final String classPath = System.getProperty("java.class.path") + ':' + hadoop;
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new EtwflowProcess(builder.start(), err);
  }

  /** Folder of the temporary files of processes started with a folder. */
  public static Path temporaryFiles(final Path folder) throws IOException {
    return Files.createDirectories(folder.resolve("tmp"));
  }

  /** Whether the thread that reads traces is running. Linux lists threads by truncated names. */
  public boolean isReading() throws IOException {
    final Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (final Path thread : all) {
        if (Files.readString(thread.resolve("comm")).startsWith(READING)) {
          return true;
        }
      }
      return false;
    } catch (final NoSuchFileException e) {
      // The process or one of its threads has just ended.
      return false;
    }
  }

  /** Waits until the thread that reads traces is running. */
  public void awaitReading() throws Exception {
    await("a process that reads traces", this::isReading);
  }

  /** Waits until a condition holds. Fails if the process ends first. */
  public void await(final String what, final Callable<Boolean> condition) throws Exception {
    Await.until(
        what,
        () -> {
          final boolean holds = condition.call();
          if (!holds && !process.isAlive()) {
            throw new AssertionError("the process ended before: " + what + ": " + err());
          }
          return holds;
        });
  }

  /** Process ID. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process is running. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Waits for the end of the process, and returns its exit code. */
  public int exitCode() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the process has not ended: " + err());
    }
    return process.exitValue();
  }

  /** Standard error so far. */
  public String err() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
