package org.etwflow.source.reader;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FirstBuffer;
import org.etwflow.etl.FirstRecordTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.BufferRange;
import org.etwflow.source.split.Cuts;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/**
 * Range that was cut without knowing the buffers, after its ends have been found: the first buffers
 * at or after the cuts. They depend on the bytes there alone, so that the reader of the next range
 * finds the same buffer, and each byte is read once. A cut without a buffer near it, as in a long
 * damaged stretch, ends no range: the range goes on to the next cut.
 *
 * @param session session of the first buffer
 * @param range range from buffer to buffer; empty if no buffer starts near the first cut
 */
record CutRange(Trace session, BufferRange range) {

  static CutRange find(final EtlSplit split, final Trace session, final TraceInput input)
      throws IOException {
    return new Search(split, session, input).find();
  }

  private record Search(EtlSplit split, Trace session, TraceInput input) {

    CutRange find() throws IOException {
      final BufferRange cut = split.range();
      if (!cut.startsAtCut()) {
        return new CutRange(session, cut.between(cut.offset(), end()));
      }
      final FirstBuffer first = firstBuffer(cut.offset());
      if (first == null) {
        return new CutRange(session, cut.between(cut.end(), cut.end()));
      }
      final Trace ofFirst =
          isOutside(first, session.requireHeader()) ? sessionAt(first.offset()) : session;
      return new CutRange(ofFirst, cut.between(first.offset(), end()));
    }

    private long end() throws IOException {
      final long size = session.size();
      for (long cut = split.range().end(); cut < size; cut += cuts().stride()) {
        final FirstBuffer first = firstBuffer(cut);
        if (first != null) {
          return first.offset();
        }
      }
      return size;
    }

    private Cuts cuts() {
      return Objects.requireNonNull(split.range().cuts());
    }

    private @Nullable FirstBuffer firstBuffer(final long cut) throws IOException {
      try (InputStream in = input.openFile(split.location().path(), cut)) {
        return FirstBuffer.from(in, cut, session.size(), cuts().bufferSize());
      }
    }

    /**
     * Whether the first record of a buffer was not logged during a session, so that the buffer may
     * be of another one: the log header is not always right about appended sessions.
     */
    private static boolean isOutside(final FirstBuffer buffer, final LogHeader session) {
      final long time = buffer.firstTime(session);
      return time != TraceClock.NOT_A_TIME
          && (time < session.sessionStart() - FirstRecordTime.MAX_DISORDER
              || time > session.sessionEnd() + FirstRecordTime.MAX_DISORDER);
    }

    /** Finds the session that an offset is part of, by reading all before it. */
    private Trace sessionAt(final long offset) throws IOException {
      try (InputStream in = input.openFile(split.location().path())) {
        BufferReader reader = BufferReader.of(session, in, 0, offset);
        final EtlBuffer buffer = new EtlBuffer();
        for (BufferReader next = reader; next != null; next = reader.appendedReader()) {
          reader = next;
          while (reader.read(buffer)) {
            // Only the log headers between them count.
          }
        }
        return reader.trace();
      }
    }
  }
}
