package org.etwflow.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Findings of a campaign: all are counted, and the first few of each kind are kept as files. */
final class Findings {

  private static final int KEPT_OF_EACH_KIND = 3;
  private static final int MAX_NAME_LENGTH = 60;

  private final Path folder;
  private final PrintStream out;
  private final Map<String, Integer> countByKind = new HashMap<>();
  private final List<Finding> kept = new ArrayList<>();
  private long count;

  /**
   * Creates an object without findings.
   *
   * @param folder folder for the inputs; created with the first finding
   * @param out destination for descriptions of kept findings
   */
  Findings(final Path folder, final PrintStream out) {
    this.out = out;
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Counts a finding, and writes its input unless there are enough of its kind. */
  synchronized void add(final long seed, final byte[] input, final Throwable failure) {
    count++;
    final String kind = kind(failure);
    if (countByKind.merge(kind, 1, Integer::sum) > KEPT_OF_EACH_KIND) {
      return;
    }
    final Finding finding = new Finding(seed, write(kind, seed, input), failure);
    kept.add(finding);
    out.println(finding);
    failure.printStackTrace(out);
  }

  private Path write(final String kind, final long seed, final byte[] input) {
    final String words = kind.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    final String name = words.substring(0, Math.min(words.length(), MAX_NAME_LENGTH));
    try {
      Files.createDirectories(folder);
      return Files.write(folder.resolve(name + "." + seed + ".etl"), input);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Failed property, or class and location of an exception. */
  private static String kind(final Throwable failure) {
    if (failure instanceof CheckFailedException) {
      return failure.getMessage().split(":", 2)[0];
    }
    final StackTraceElement[] stack = failure.getStackTrace();
    final String thrower =
        stack.length == 0 ? "" : stack[0].getFileName() + stack[0].getLineNumber();
    return failure.getClass().getSimpleName() + " " + thrower;
  }

  /** Number of findings, including those not kept. */
  synchronized long count() {
    return count;
  }

  /** First few findings of each kind. */
  synchronized List<Finding> kept() {
    return List.copyOf(kept);
  }

  /** Number of findings by kind. */
  @Override
  public synchronized String toString() {
    return countByKind.toString();
  }
}
