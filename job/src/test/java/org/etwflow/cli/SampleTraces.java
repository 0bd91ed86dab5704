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

  private static final String HEADER = "windowStart,";

  private SampleTraces() {}

  public static Path trace(final String name) {
    return FOLDER.resolve(name + ".etl");
  }

  public static List<String> expectedRows(final String name) {
    return sortedLines(FOLDER.resolve(name + ".flows.csv"));
  }

  /** Sum of a column of the expected rows. */
  public static long sum(final String name, final String column) {
    final List<String> rows = expectedRows(name);
    final int index = List.of(header(rows).split(",", -1)).indexOf(column);
    return rows.stream()
        .filter(row -> !row.startsWith(HEADER))
        .mapToLong(row -> Long.parseLong(row.split(",", -1)[index]))
        .sum();
  }

  private static String header(final List<String> rows) {
    return rows.stream().filter(row -> row.startsWith(HEADER)).findFirst().orElseThrow();
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
