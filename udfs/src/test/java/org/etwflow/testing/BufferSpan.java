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
 * What a reader told of one stretch of a file.
 *
 * @param contentHash of the bytes up to where the records end
 */
public record BufferSpan(
    long offset, long storedSize, BufferCondition condition, int used, int contentHash) {

  /** Where the next one must begin. */
  public long end() {
    return offset + storedSize;
  }

  public boolean isWhole() {
    return condition == BufferCondition.WHOLE;
  }

  /** All stretches of a file. */
  public static List<BufferSpan> of(final byte[] file) {
    return of(TraceFiles.trace(file), file);
  }

  /** All stretches of the bytes, which may be damaged or cut: the log header is known already. */
  public static List<BufferSpan> of(final Trace trace, final byte[] bytes) {
    return inRange(trace, bytes, 0, bytes.length);
  }

  /** Those from one offset to another. */
  public static List<BufferSpan> inRange(
      final Trace trace, final byte[] bytes, final long from, final long end) {
    final ByteArrayInputStream in =
        new ByteArrayInputStream(bytes, (int) from, bytes.length - (int) from);
    final BufferReader reader = BufferReader.of(trace, in, from, end);
    final EtlBuffer buffer = new EtlBuffer();
    final List<BufferSpan> stretches = new ArrayList<>();
    try {
      while (reader.read(buffer)) {
        stretches.add(of(buffer));
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return stretches;
  }

  /** All stretches of the bytes, each read by a reader of its own that resumes behind the last. */
  public static List<BufferSpan> ofResumed(final Trace trace, final byte[] bytes) {
    final List<BufferSpan> stretches = new ArrayList<>();
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
        stretches.add(of(buffer));
        offset = reader.offset();
        resumeOffset = (int) reader.resumeOffset();
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return stretches;
  }

  /** What it is now: it will be another one. */
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
