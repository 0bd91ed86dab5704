package org.etwflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The traces in the repository, and files of rows. */
public final class SampleTraces {

  public static final Path FOLDER = Path.of("..", "sample-traces", "traces");

  private SampleTraces() {}

  public static Path trace(final String name) {
    return FOLDER.resolve(name + ".etl");
  }

  public static List<String> expectedRows(final String name) {
    return sortedLines(FOLDER.resolve(name + ".flows.csv"));
  }

  /** Rows are a set: sorted, they can be compared. */
  public static List<String> sortedLines(final Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.sorted().toList();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
