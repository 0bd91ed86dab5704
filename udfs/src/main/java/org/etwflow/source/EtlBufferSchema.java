package org.etwflow.source;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.TraceClock;
import org.etwflow.process.ProcessAwareSchema;
import org.etwflow.process.ProcessTable;
import org.etwflow.serialization.OpaqueTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Schema that emits the buffers themselves, including damaged ones, for an operator that decodes
 * and aggregates in the task of the source. There, an event costs a few nanoseconds, instead of
 * hundreds as a Flink record.
 */
@Internal
public final class EtlBufferSchema implements ProcessAwareSchema<BufferWithProcesses> {

  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(
      final EtlBuffer buffer,
      final @Nullable ProcessTable processes,
      final Collector<BufferWithProcesses> out) {
    out.collect(new BufferWithProcesses(buffer, processes));
  }

  @Override
  public long timestampMillis(final BufferWithProcesses element) {
    final long time = element.buffer().firstTime();
    return time == TraceClock.NOT_A_TIME
        ? TimestampAssigner.NO_TIMESTAMP
        : FileTime.toUnixMillis(time);
  }

  @Override
  public TypeInformation<BufferWithProcesses> getProducedType() {
    return new OpaqueTypeInfo<>(BufferWithProcesses.class, BufferWithProcessesSerializer.INSTANCE);
  }
}
