package org.etwflow.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.etwflow.column.Column;

/**
 * Formats rows as lines of text one at a time, for a stream that is read while it is written.
 *
 * @param <R> type of the rows
 */
public final class RowLines<R> {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final String header;
  private final TextWriter<R> writer;

  /** Creates lines of a text format. */
  public RowLines(final RowFormat format, final List<Column<R>> columns) throws IOException {
    final TextWriterFactory<R> writers = new TextWriterFactory<>(format, columns);
    this.header = writers.header();
    this.writer = writers.create(bytes);
  }

  /** The header line; empty if the format has none. */
  public String header() {
    return header;
  }

  /** Formats a row, with a line feed at the end. */
  public String line(final R row) throws IOException {
    writer.addElement(row);
    writer.flush();
    final String line = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return line;
  }
}
