package org.etwflow.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.event.NetworkEvent;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.quality.BufferEvents;
import org.etwflow.quality.QualityPartial;

/** Buffers of a file, from which tests create partial results for any ranges. */
public final class QualityFixture {

  private final NetworkEventSchema schema = new NetworkEventSchema();
  private final List<EtlBuffer> buffers = new ArrayList<>();
  private final Trace trace;

  /** Reads all buffers of a file. */
  public QualityFixture(final byte[] file) {
    TraceFiles.open(schema);
    trace = TraceFiles.trace(file);
    try {
      final BufferReader reader =
          BufferReader.of(trace, new ByteArrayInputStream(file), 0, file.length);
      EtlBuffer buffer = new EtlBuffer();
      while (reader.read(buffer)) {
        buffers.add(buffer);
        buffer = new EtlBuffer();
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of buffers. */
  public int buffers() {
    return buffers.size();
  }

  /** Replaces a buffer by an unreadable one. */
  public void cannotRead(final int buffer, final String problem) {
    final EtlBuffer bad = buffers.get(buffer);
    bad.setUnreadable(trace, bad.offset(), bad.storedSize(), BufferCondition.UNREADABLE, problem);
  }

  /** Creates the partial result of some buffers. One event of three is late. */
  public QualityPartial partial(final int from, final int to) {
    final QualityPartial partial = QualityPartial.startingAt(buffers.get(from));
    for (final EtlBuffer buffer : buffers.subList(from, to)) {
      final List<NetworkEvent> events = new ArrayList<>();
      schema.deserialize(buffer, TraceFiles.copiesTo(events, NetworkEvent::copy));
      final BufferEvents counted = new BufferEvents();
      events.forEach(event -> counted.add(event.time, event.time % 3 == 0));
      partial.add(buffer, schema.lastStatistics(), counted, schema);
    }
    return partial;
  }

  /** Creates the partial result of some buffers and the end of the trace after them. */
  public QualityPartial partialWithEnd(final int from, final int to, final long unread) {
    final QualityPartial partial = partial(from, to);
    partial.add(endBehind(to, unread), schema.lastStatistics(), new BufferEvents(), schema);
    return partial;
  }

  /** Creates the partial result of an end of the trace alone. */
  public QualityPartial end(final int behind, final long unread) {
    final EtlBuffer end = endBehind(behind, unread);
    final QualityPartial partial = QualityPartial.startingAt(end);
    partial.add(end, schema.lastStatistics(), new BufferEvents(), schema);
    return partial;
  }

  private EtlBuffer endBehind(final int behind, final long unread) {
    final EtlBuffer last = buffers.get(behind - 1);
    final EtlBuffer end = new EtlBuffer();
    end.setUnreadable(
        trace, last.offset() + last.storedSize(), unread, BufferCondition.END_OF_TRACE, null);
    return end;
  }
}
