package org.etwflow.sink;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.etwflow.column.Column;
import org.etwflow.column.ColumnType;

/** Passes the columns of rows to Parquet's writer. */
final class ParquetRowSupport<R> extends WriteSupport<R> {

  private final List<Column<R>> columns;
  private RecordConsumer out;

  ParquetRowSupport(final List<Column<R>> columns) {
    this.columns = columns;
  }

  @Override
  @Deprecated
  public WriteContext init(final Configuration configuration) {
    return context();
  }

  @Override
  public WriteContext init(final ParquetConfiguration configuration) {
    return context();
  }

  private WriteContext context() {
    return new WriteContext(ParquetSchema.of(columns), Map.of());
  }

  @Override
  public void prepareForWrite(final RecordConsumer consumer) {
    out = consumer;
  }

  @Override
  public void write(final R row) {
    out.startMessage();
    for (int index = 0; index < columns.size(); index++) {
      final Column<R> column = columns.get(index);
      final Object value = column.value().apply(row);
      if (value != null) {
        out.startField(column.name(), index);
        write(column.type(), value);
        out.endField(column.name(), index);
      }
    }
    out.endMessage();
  }

  private void write(final ColumnType type, final Object value) {
    switch (type) {
      case TEXT -> out.addBinary(Binary.fromString((String) value));
      case UINT16, UINT32 -> out.addInteger(((Number) value).intValue());
      case INT64 -> out.addLong(((Number) value).longValue());
      case DOUBLE -> out.addDouble((Double) value);
      case BOOLEAN -> out.addBoolean((Boolean) value);
      case TIME -> out.addLong(ParquetTime.nanos((Instant) value));
    }
  }
}
