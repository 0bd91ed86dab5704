package org.etwflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a CSV file whose values need no quotes. */
final class CsvRows {

  private CsvRows() {}

  /** All rows, with values by column name, in the order of the columns. */
  static List<Map<String, String>> of(final Path file) {
    try {
      final List<String> lines = Files.readAllLines(file);
      final List<String> columns = List.of(lines.get(0).split(",", -1));
      return lines.stream().skip(1).map(line -> row(columns, line.split(",", -1))).toList();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> row(final List<String> columns, final String... cells) {
    final Map<String, String> row = new LinkedHashMap<>();
    for (int column = 0; column < cells.length; column++) {
      row.put(columns.get(column), cells[column]);
    }
    return row;
  }
}
