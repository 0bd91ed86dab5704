package org.etwflow.source.reader;

import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.source.split.EtlSplitState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Emits the elements of a buffer, and then counts the buffer as read. */
final class EtlRecordEmitter<T>
    implements RecordEmitter<EtlBuffer, T, EtlSplitState>, Collector<T> {

  private static final Logger LOG = LoggerFactory.getLogger(EtlRecordEmitter.class);

  private final EtlDeserializationSchema<T> schema;
  private final Counter octetsIn;
  private final Counter errors;
  private SourceOutput<T> output;

  EtlRecordEmitter(
      final EtlDeserializationSchema<T> schema, final Counter octetsIn, final Counter errors) {
    this.schema = schema;
    this.octetsIn = octetsIn;
    this.errors = errors;
  }

  @Override
  public void emitRecord(
      final EtlBuffer buffer, final SourceOutput<T> out, final EtlSplitState state)
      throws Exception {
    if (!buffer.isReadable() && buffer.condition() != BufferCondition.UNUSED) {
      report(buffer);
    }
    output = out;
    schema.deserialize(buffer, this);
    octetsIn.inc(buffer.storedSize());
    state.advancePast(buffer);
  }

  private void report(final EtlBuffer buffer) {
    errors.inc();
    LOG.warn(
        "{}: {} bytes at offset {}: {}",
        buffer.trace().path(),
        buffer.storedSize(),
        buffer.offset(),
        buffer.problem() == null ? buffer.condition().text() : buffer.problem());
  }

  @Override
  public void collect(final T element) {
    output.collect(element, schema.timestampMillis(element));
  }

  @Override
  public void close() {}
}
