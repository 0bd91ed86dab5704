package org.etwflow.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.etwflow.column.Column;
import org.etwflow.column.ColumnType;

/** Writes rows through a Jackson generator, as objects with a field for each column. */
final class TextWriter<R> implements BulkWriter<R> {

  private final JsonGenerator generator;
  private final List<Column<R>> columns;

  TextWriter(final JsonGenerator generator, final List<Column<R>> columns) {
    this.generator = generator;
    this.columns = columns;
  }

  @Override
  public void addElement(final R row) throws IOException {
    generator.writeStartObject();
    for (final Column<R> column : columns) {
      generator.writeFieldName(column.name());
      final Object value = column.value().apply(row);
      if (value == null) {
        generator.writeNull();
      } else {
        write(column.type(), value);
      }
    }
    generator.writeEndObject();
  }

  private void write(final ColumnType type, final Object value) throws IOException {
    switch (type) {
      case TEXT -> generator.writeString((String) value);
      case UINT16, UINT32, INT64 -> generator.writeNumber(((Number) value).longValue());
      case DOUBLE -> generator.writeNumber(CellText.ofNumber((Double) value));
      case BOOLEAN -> generator.writeBoolean((Boolean) value);
      case TIME -> generator.writeString(CellText.ofTime((Instant) value));
    }
  }

  @Override
  public void flush() throws IOException {
    generator.flush();
  }

  @Override
  public void finish() throws IOException {
    generator.close();
  }
}
