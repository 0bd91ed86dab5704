package org.etwflow.etl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of equally sized buffers. Buffers are located by their size, not by their headers,
 * so that damage affects only the buffer it is in.
 */
final class FixedBufferReader implements BufferReader {

  private final Trace trace;
  private final InputStream in;
  private final int bufferSize;
  private final long end;
  private final int maxExpansion;
  private long offset;

  /** The session that begins at {@code offset}, or null. */
  private @Nullable Trace appended;

  /** The bytes of its first buffer that were already read from the stream. */
  private byte[] startOfAppended = {};

  /**
   * Creates a reader.
   *
   * @param maxExpansion limit for an appended session with compressed buffers
   */
  FixedBufferReader(
      final Trace trace,
      final InputStream in,
      final long offset,
      final long end,
      final int maxExpansion) {
    this.trace = trace;
    this.in = in;
    this.bufferSize = trace.requireHeader().bufferSize();
    this.offset = offset;
    this.end = end;
    this.maxExpansion = maxExpansion;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long resumeOffset() {
    return offset;
  }

  @Override
  public long bytesDecompressed() {
    return 0;
  }

  @Override
  public Trace trace() {
    return trace;
  }

  @Override
  public @Nullable BufferReader appendedReader() {
    return appended == null
        ? null
        : BufferReader.of(
            appended,
            new SequenceInputStream(new ByteArrayInputStream(startOfAppended), in),
            offset,
            end,
            maxExpansion);
  }

  @Override
  public boolean read(final EtlBuffer into) throws IOException {
    if (offset >= end || appended != null) {
      return false;
    }
    final int wanted = (int) Math.min(bufferSize, end - offset);
    final byte[] bytes = into.reserve(Math.max(wanted, BufferHeader.SIZE));
    final int length = in.readNBytes(bytes, 0, wanted);
    if (length == 0) {
      return false;
    }
    appended = trace.appendedAt(bytes, 0, length, offset);
    if (appended != null) {
      startOfAppended = Arrays.copyOf(bytes, length);
      return false;
    }
    fill(into, bytes, length);
    offset += length;
    return true;
  }

  private void fill(final EtlBuffer into, final byte[] bytes, final int length) {
    if (length < BufferHeader.SIZE) {
      into.setUnreadable(trace, offset, length, BufferCondition.TRUNCATED, null);
    } else if (BufferHeader.isUnused(bytes, 0)) {
      into.setUnreadable(trace, offset, length, BufferCondition.UNUSED, null);
    } else if (!BufferHeader.isPlausibleFixed(bytes, 0, bufferSize)) {
      into.setUnreadable(trace, offset, length, BufferCondition.DAMAGED_HEADER, null);
    } else {
      final int recordsEnd = (int) Math.min(BufferHeader.recordsEnd(bytes, 0), length);
      into.set(
          trace,
          offset,
          length,
          length < bufferSize ? BufferCondition.TRUNCATED : BufferCondition.WHOLE,
          recordsEnd);
    }
  }
}
