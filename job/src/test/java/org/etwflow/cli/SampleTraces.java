package org.etwflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Sample traces of the repository, and their expected rows. */
public final class SampleTraces {

  public static final Path FOLDER = Path.of("..", "sample-traces", "traces");

  private SampleTraces() {}

  public static Path trace(final String name) {
    return FOLDER.resolve(name + ".etl");
  }

  public static List<String> expectedRows(final String name) {
    return sortedLines(FOLDER.resolve(name + ".flows.csv"));
  }

  /** Sorted lines of a file, for comparison: rows have no order. */
  public static List<String> sortedLines(final Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.sorted().toList();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
