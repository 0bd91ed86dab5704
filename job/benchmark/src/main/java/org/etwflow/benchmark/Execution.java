package org.etwflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * Executed command.
 *
 * @param measured measurements, without the time of a job
 * @param out file with its standard output, until the next execution in the same folder
 * @param err file with its standard error, until the next execution in the same folder
 */
record Execution(Measured measured, Path out, Path err) {

  private static final int LOOK_EVERY_MILLIS = 20;
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * Executes a command and waits for its end.
   *
   * @param folder folder for its output
   * @throws BenchmarkException if it fails
   */
  static Execution of(final Path folder, final List<String> command) throws IOException {
    return of(folder, command, Map.of());
  }

  /** Executes a command with additional environment variables. */
  static Execution of(
      final Path folder, final List<String> command, final Map<String, String> variables)
      throws IOException {
    final Path out = folder.resolve("stdout.txt");
    final Path err = folder.resolve("stderr.txt");
    final long start = System.nanoTime();
    final ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(variables);
    final Process process = builder.start();
    final ResourceWatch watch = new ResourceWatch(process.toHandle());
    await(process, watch);
    final double wall = (System.nanoTime() - start) / NANOS_PER_SECOND;
    if (process.exitValue() != 0) {
      throw new BenchmarkException(
          String.format(
              Locale.ROOT,
              "%s ended with %d: %s",
              String.join(" ", command),
              process.exitValue(),
              Files.readString(err)));
    }
    return new Execution(
        new Measured(OptionalDouble.of(wall), OptionalDouble.empty(), watch.cpu(), watch.peak()),
        out,
        err);
  }

  private static void await(final Process process, final ResourceWatch watch) {
    try {
      do {
        watch.look();
      } while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS));
    } catch (final InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted");
    }
  }
}
