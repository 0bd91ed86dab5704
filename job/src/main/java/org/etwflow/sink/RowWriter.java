package org.etwflow.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;

/** Writes rows as objects with a field for each column. */
final class RowWriter<R> implements BulkWriter<R> {

  private final JsonGenerator generator;
  private final List<Column<R>> columns;

  RowWriter(final JsonGenerator generator, final List<Column<R>> columns) {
    this.generator = generator;
    this.columns = columns;
  }

  @Override
  public void addElement(final R row) throws IOException {
    generator.writeStartObject();
    for (final Column<R> column : columns) {
      generator.writeFieldName(column.name());
      write(column.value().apply(row));
    }
    generator.writeEndObject();
  }

  private void write(final Object value) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Instant time) {
      generator.writeString(CellText.ofTime(time));
    } else if (value instanceof Double number) {
      generator.writeNumber(CellText.ofNumber(number));
    } else if (value instanceof Number integer) {
      generator.writeNumber(integer.longValue());
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else {
      generator.writeString(value.toString());
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
