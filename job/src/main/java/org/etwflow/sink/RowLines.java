package org.etwflow.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.etwflow.column.Column;

/**
 * Rows as lines of text, one by one: for a stream that is read while it is written.
 *
 * @param <R> type of the rows
 */
public final class RowLines<R> {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final String header;
  private final TextWriter<R> writer;

  /** Lines of a text format. */
  public RowLines(final RowFormat format, final List<Column<R>> columns) throws IOException {
    final TextWriterFactory<R> writers = new TextWriterFactory<>(format, columns);
    this.header = writers.header();
    this.writer = writers.create(bytes);
  }

  /** What stands before the first row: empty, or a line. */
  public String header() {
    return header;
  }

  /** A row, with the end of its line. */
  public String line(final R row) throws IOException {
    writer.addElement(row);
    writer.flush();
    final String line = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return line;
  }
}
