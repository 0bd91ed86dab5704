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
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;
import org.etwflow.quality.BufferSends;
import org.etwflow.quality.QualityPartial;

/** All that a reader tells of a trace, in as many partials as a test wants. */
public final class QualityFixture {

  private final SendIPV4Schema schema = new SendIPV4Schema();
  private final List<EtlBuffer> buffers = new ArrayList<>();
  private final Trace trace;

  /** All buffers of a file. */
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

  /** How many buffers there are. */
  public int buffers() {
    return buffers.size();
  }

  /** In place of a buffer it is told that it cannot be read. */
  public void cannotRead(final int buffer, final String problem) {
    final EtlBuffer bad = buffers.get(buffer);
    bad.setUnreadable(trace, bad.offset(), bad.storedSize(), BufferCondition.UNREADABLE, problem);
  }

  /** Of some buffers. One send of three is late. */
  public QualityPartial partial(final int from, final int to) {
    final QualityPartial partial = QualityPartial.startingAt(buffers.get(from));
    for (final EtlBuffer buffer : buffers.subList(from, to)) {
      final List<SendIPV4> sends = new ArrayList<>();
      schema.deserialize(buffer, Sends.copiesTo(sends));
      final BufferSends counted = new BufferSends();
      sends.forEach(send -> counted.add(send.time, send.time % 3 == 0));
      partial.add(buffer, schema.lastStatistics(), counted);
    }
    return partial;
  }

  /** Of some buffers, and of the end of the trace behind them. */
  public QualityPartial partialWithEnd(final int from, final int to, final long unread) {
    final QualityPartial partial = partial(from, to);
    partial.add(endBehind(to, unread), schema.lastStatistics(), new BufferSends());
    return partial;
  }

  /** Of the end of the trace, as it seemed to be. */
  public QualityPartial end(final int behind, final long unread) {
    final EtlBuffer end = endBehind(behind, unread);
    final QualityPartial partial = QualityPartial.startingAt(end);
    partial.add(end, schema.lastStatistics(), new BufferSends());
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
