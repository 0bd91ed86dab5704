package org.etwflow.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.LittleEndian;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenTrace;

/**
 * Copy of a buffer that a source emitted: buffers are reused.
 *
 * @param contentHash hash of the bytes up to the end of the records
 */
public record BufferSeen(
    long offset, long storedSize, BufferCondition condition, String problem, int contentHash) {

  private static final int USED_AT = 48;

  /** Expected buffers of an uncompressed trace without faults. */
  public static List<BufferSeen> of(final WrittenTrace trace) {
    final byte[] file = trace.bytes();
    final int firstSize = trace.session().bufferSize();
    final List<BufferSeen> buffers = new ArrayList<>();
    buffers.add(whole(file, 0, firstSize, (int) LittleEndian.u32(file, USED_AT)));
    for (final WrittenBuffer buffer : trace.buffers()) {
      buffers.add(
          whole(file, (int) buffer.fileOffset(), buffer.storedLength(), buffer.usedLength()));
    }
    return buffers;
  }

  private static BufferSeen whole(
      final byte[] file, final int offset, final int storedSize, final int used) {
    final byte[] content = Arrays.copyOfRange(file, offset, offset + used);
    return new BufferSeen(
        offset, storedSize, BufferCondition.WHOLE, null, Arrays.hashCode(content));
  }

  /** Schema that emits one element for each buffer. */
  public static final class Schema implements EtlDeserializationSchema<BufferSeen> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(final EtlBuffer buffer, final Collector<BufferSeen> out) {
      final byte[] content = Arrays.copyOf(buffer.bytes(), buffer.recordsEnd());
      out.collect(
          new BufferSeen(
              buffer.offset(),
              buffer.storedSize(),
              buffer.condition(),
              buffer.problem(),
              Arrays.hashCode(content)));
    }

    @Override
    public long timestampMillis(final BufferSeen element) {
      return TimestampAssigner.NO_TIMESTAMP;
    }

    @Override
    public TypeInformation<BufferSeen> getProducedType() {
      return TypeInformation.of(BufferSeen.class);
    }
  }
}
