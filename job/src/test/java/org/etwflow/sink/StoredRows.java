package org.etwflow.sink;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.etwflow.column.Column;
import org.etwflow.column.ColumnType;

/** Rows of files as read by DuckDB, which shares no code with the writer. */
public final class StoredRows {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final MathContext PRINTED = new MathContext(15, RoundingMode.HALF_EVEN);
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private StoredRows() {}

  /**
   * Reads the rows of a file, or of all finished files of a folder.
   *
   * @return values as in a CSV file, without quotes; null for missing values
   */
  public static <R> List<List<String>> in(
      final Path place, final RowFormat format, final List<Column<R>> columns) {
    final List<Path> files = finishedFiles(place);
    if (files.isEmpty()) {
      return List.of();
    }
    final String sql =
        format == RowFormat.PARQUET ? typed(files, columns) : untyped(files, format, columns);
    return query(sql).stream().map(row -> texts(row, columns)).toList();
  }

  /** Reads rows as lines of a CSV file without a header, for values that need no quotes. */
  public static <R> List<String> lines(
      final Path place, final RowFormat format, final List<Column<R>> columns) {
    return in(place, format, columns).stream()
        .map(row -> row.stream().map(value -> value == null ? "" : value).collect(joining(",")))
        .toList();
  }

  /** Name, type and repetition (OPTIONAL or not) of each column of a Parquet file. */
  public static List<String> parquetSchema(final Path file) {
    final List<List<Object>> types =
        query("DESCRIBE SELECT * FROM read_parquet(%s)".formatted(quoted(file)));
    final List<List<Object>> repetitions =
        query(
            "SELECT repetition_type FROM parquet_schema(%s) WHERE type IS NOT NULL"
                .formatted(quoted(file)));
    return IntStream.range(0, types.size())
        .mapToObj(
            i ->
                "%s %s %s"
                    .formatted(types.get(i).get(0), types.get(i).get(1), repetitions.get(i).get(0)))
        .toList();
  }

  private static List<Path> finishedFiles(final Path place) {
    if (!Files.isDirectory(place)) {
      return Files.exists(place) ? List.of(place) : List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    } catch (final IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads times as numbers: their text would depend on the time zone of the host. */
  private static <R> String typed(final List<Path> files, final List<Column<R>> columns) {
    final String selected =
        columns.stream()
            .map(
                column ->
                    switch (column.type()) {
                      case TIME -> "epoch_ns(\"%s\")".formatted(column.name());
                      default -> "\"%s\"".formatted(column.name());
                    })
            .collect(joining(", "));
    return "SELECT %s FROM read_parquet(%s)".formatted(selected, quoted(files));
  }

  private static <R> String untyped(
      final List<Path> files, final RowFormat format, final List<Column<R>> columns) {
    final String texts =
        columns.stream()
            .map(column -> "'%s': '%s'".formatted(column.name(), textType(format, column)))
            .collect(joining(", ", "{", "}"));
    final String options =
        format == RowFormat.CSV
            ? "csv(%s, header = true, delim = ',', quote = '\"', escape = '\"', columns = %s)"
            : "json(%s, format = 'newline_delimited', columns = %s)";
    return "SELECT * FROM read_" + options.formatted(quoted(files), texts);
  }

  /** Type under which numbers are read, if a format stores them as text. */
  private static String textType(final RowFormat format, final Column<?> column) {
    return format == RowFormat.JSONL && column.type() == ColumnType.DOUBLE ? "DOUBLE" : "VARCHAR";
  }

  private static String quoted(final List<Path> files) {
    return files.stream().map(StoredRows::quoted).collect(joining(", ", "[", "]"));
  }

  private static String quoted(final Path file) {
    return '\'' + file.toString().replace("'", "''") + '\'';
  }

  private static List<List<Object>> query(final String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      final List<List<Object>> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row(result));
      }
      return rows;
    } catch (final SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static List<Object> row(final ResultSet result) throws SQLException {
    final List<Object> values = new ArrayList<>();
    for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
      values.add(result.getObject(column));
    }
    return values;
  }

  private static <R> List<String> texts(final List<Object> row, final List<Column<R>> columns) {
    final List<String> texts = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      texts.add(text(row.get(i), columns.get(i).type()));
    }
    return texts;
  }

  private static String text(final Object value, final ColumnType type) {
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof Long nanos && type == ColumnType.TIME) {
      return time(nanos);
    }
    return value == null ? null : value.toString();
  }

  private static String time(final long nanos) {
    return TIME.format(
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND)));
  }

  private static String number(final double value) {
    final BigDecimal printed = new BigDecimal(value).round(PRINTED);
    return printed.stripTrailingZeros().toPlainString();
  }
}
