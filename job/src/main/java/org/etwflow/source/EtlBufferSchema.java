package org.etwflow.source;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.types.OpaqueTypeInfo;

/**
 * Yields the buffers themselves, damage included: for an operator that decodes and aggregates in
 * the task of the source, where an event costs a few nanoseconds and not the hundreds that a record
 * of Flink does.
 */
public final class EtlBufferSchema implements EtlDeserializationSchema<EtlBuffer> {

  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(final EtlBuffer buffer, final Collector<EtlBuffer> out) {
    out.collect(buffer);
  }

  @Override
  public long timestampMillis(final EtlBuffer buffer) {
    return TimestampAssigner.NO_TIMESTAMP;
  }

  @Override
  public TypeInformation<EtlBuffer> getProducedType() {
    return new OpaqueTypeInfo<>(EtlBuffer.class, EtlBufferSerializer.INSTANCE);
  }
}
