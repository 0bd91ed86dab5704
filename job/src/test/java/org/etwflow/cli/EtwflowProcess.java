package org.etwflow.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.etwflow.testing.Await;

/**
 * The command line in a process of its own, with its temporary files and its output in a folder.
 */
public final class EtwflowProcess implements AutoCloseable {

  private static final String READING = "Source: read tr";
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path err;

  private EtwflowProcess(final Process process, final Path err) {
    this.process = process;
    this.err = err;
  }

  /**
   * Starts a process.
   *
   * @param folder for its temporary files, in {@code tmp}, and for what it prints
   * @param arguments of the command line
   */
  public static EtwflowProcess start(final Path folder, final Object... arguments)
      throws IOException {
    return start(List.of(), folder, arguments);
  }

  /**
   * Starts a process.
   *
   * @param flags of the JVM
   * @param folder for its temporary files, in {@code tmp}, and for what it prints
   * @param arguments of the command line
   */
  public static EtwflowProcess start(
      final List<String> flags, final Path folder, final Object... arguments) throws IOException {
    final Path err = Files.createTempFile(folder, "printed", ".err");
    final List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    // As the manifest of the jar does.
    for (final String opened : List.of("lang", "net", "util")) {
      command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    command.addAll(flags);
    command.add("-Djava.io.tmpdir=" + temporaryFiles(folder));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    final Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile())
            .start();
    return new EtwflowProcess(process, err);
  }

  /** Where processes that were started with a folder keep their temporary files. */
  public static Path temporaryFiles(final Path folder) throws IOException {
    return Files.createDirectories(folder.resolve("tmp"));
  }

  /** Whether the task that reads traces runs: Linux shows threads, and cuts their names. */
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

  /** Waits until the task that reads traces runs. */
  public void awaitReading() throws Exception {
    await("a process that reads traces", this::isReading);
  }

  /** Waits until a condition holds: fails if the process ends before. */
  public void await(final String what, final Callable<Boolean> condition) throws Exception {
    Await.until(
        what,
        () -> {
          final boolean holds = condition.call();
          if (!holds && !process.isAlive()) {
            throw new AssertionError("it ended before there was " + what + ": " + err());
          }
          return holds;
        });
  }

  /** Its id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends it TERM. */
  public void terminate() {
    process.destroy();
  }

  /** Sends it KILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Waits for its end. */
  public int exitCode() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it has not ended: " + err());
    }
    return process.exitValue();
  }

  /** What it printed on stderr. */
  public String err() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
