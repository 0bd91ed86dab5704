package org.etwflow.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.etwflow.column.Column;

/** Rows as text files. */
public final class RowTexts {

  private RowTexts() {}

  /** Lines of a CSV file, the header first. */
  public static <R> List<String> csv(final List<Column<R>> columns, final List<R> rows)
      throws IOException {
    return text(RowFormat.CSV, columns, rows).lines().toList();
  }

  static <R> String text(final RowFormat format, final List<Column<R>> columns, final List<R> rows)
      throws IOException {
    final Path file = Files.createTempFile("rows", "." + format.extension());
    try (FSDataOutputStream out = new LocalDataOutputStream(file.toFile())) {
      final BulkWriter<R> writer = new TextWriterFactory<>(format, columns).create(out);
      for (final R row : rows) {
        writer.addElement(row);
      }
      writer.finish();
      return Files.readString(file);
    } finally {
      Files.delete(file);
    }
  }
}
