package org.etwflow.source.reader;

import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;
import org.etwflow.event.RecordSchema;

/** Schema without events, which only counts the records of buffers. */
final class RecordCountSchema extends RecordSchema<Void> {

  private static final long serialVersionUID = 1L;

  void count(final EtlBuffer buffer) {
    deserialize(buffer, new ListCollector<>(List.of()));
  }

  @Override
  protected boolean isEvent(final RecordCursor record) {
    return false;
  }

  @Override
  protected void decode(
      final RecordCursor record, final EtlBuffer buffer, final Collector<Void> out) {}

  @Override
  public long timestampMillis(final Void element) {
    throw new UnsupportedOperationException("the schema has no elements");
  }

  @Override
  public TypeInformation<Void> getProducedType() {
    return Types.VOID;
  }
}
