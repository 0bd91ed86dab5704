package org.etwflow.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;

/**
 * Range of a file that a reader returned as a buffer.
 *
 * @param contentHash hash of the bytes up to the end of the records
 */
public record BufferSpan(
    long offset, long storedSize, BufferCondition condition, int used, int contentHash) {

  /** End of the range, where the next one must start. */
  public long end() {
    return offset + storedSize;
  }

  public boolean isWhole() {
    return condition == BufferCondition.WHOLE;
  }

  /** All ranges of a file. */
  public static List<BufferSpan> of(final byte[] file) {
    return of(TraceFiles.trace(file), file);
  }

  /** All ranges of bytes that may be damaged or cut; the log header is known. */
  public static List<BufferSpan> of(final Trace trace, final byte[] bytes) {
    return inRange(trace, bytes, 0, bytes.length);
  }

  /** The ranges from one offset to another. */
  public static List<BufferSpan> inRange(
      final Trace trace, final byte[] bytes, final long from, final long end) {
    final ByteArrayInputStream in =
        new ByteArrayInputStream(bytes, (int) from, bytes.length - (int) from);
    final BufferReader reader = BufferReader.of(trace, in, from, end);
    final EtlBuffer buffer = new EtlBuffer();
    final List<BufferSpan> spans = new ArrayList<>();
    try {
      while (reader.read(buffer)) {
        spans.add(of(buffer));
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return spans;
  }

  /** All ranges of the bytes, each read by a new reader that resumes after the last one. */
  public static List<BufferSpan> ofResumed(final Trace trace, final byte[] bytes) {
    final List<BufferSpan> spans = new ArrayList<>();
    final EtlBuffer buffer = new EtlBuffer();
    long offset = 0;
    int resumeOffset = 0;
    try {
      while (offset < bytes.length) {
        final BufferReader reader =
            BufferReader.of(
                trace,
                new ByteArrayInputStream(bytes, resumeOffset, bytes.length - resumeOffset),
                resumeOffset,
                bytes.length);
        do {
          reader.read(buffer);
        } while (buffer.offset() < offset);
        spans.add(of(buffer));
        offset = reader.offset();
        resumeOffset = (int) reader.resumeOffset();
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return spans;
  }

  /** Copies the current state of a buffer, which is reused. */
  public static BufferSpan of(final EtlBuffer buffer) {
    final byte[] content = Arrays.copyOf(buffer.bytes(), buffer.recordsEnd());
    return new BufferSpan(
        buffer.offset(),
        buffer.storedSize(),
        buffer.condition(),
        buffer.recordsEnd(),
        Arrays.hashCode(content));
  }
}
