package org.etwflow.testing;

import java.util.ArrayList;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.event.BufferStatistics;
import org.etwflow.event.NetworkEventSchema;

/** Buffers of a trace for tests that need no file. */
public final class BufferFixture {

  /** Offset of the TimeStamp in a buffer header: the flush. */
  public static final int FLUSH_AT = 16;

  private BufferFixture() {}

  /** A buffer whose bytes can be read. */
  public static EtlBuffer readable(
      final Trace trace, final long offset, final BufferCondition condition, final byte[] bytes) {
    final EtlBuffer buffer = new EtlBuffer();
    System.arraycopy(bytes, 0, buffer.reserve(bytes.length), 0, bytes.length);
    buffer.set(trace, offset, bytes.length, condition, bytes.length, null);
    return buffer;
  }

  /** A whole buffer. */
  public static EtlBuffer whole(final Trace trace, final long offset, final byte[] bytes) {
    return readable(trace, offset, BufferCondition.WHOLE, bytes);
  }

  /** 1,024 bytes without readable records. */
  public static EtlBuffer unreadable(
      final Trace trace, final long offset, final BufferCondition condition, final String problem) {
    final EtlBuffer buffer = new EtlBuffer();
    buffer.setUnreadable(trace, offset, 1_024, condition, problem);
    return buffer;
  }

  /** Statistics of the records of a buffer; none if it is not readable. */
  public static BufferStatistics statistics(final EtlBuffer buffer) {
    final NetworkEventSchema schema = new NetworkEventSchema();
    TraceFiles.open(schema);
    schema.deserialize(buffer, new ListCollector<>(new ArrayList<>()));
    return schema.lastStatistics();
  }
}
