package org.etwflow.etl;

import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.annotation.Internal;

/**
 * Reads the buffers in a range of a trace, one after the other. What it cannot read it tells in
 * place, as an {@link EtlBuffer} without records, and goes on with the next buffer.
 */
@Internal
public interface BufferReader {

  /** The end of a range whose length is not known beforehand: that of a compressed stream. */
  long TO_END_OF_STREAM = Long.MAX_VALUE;

  /**
   * How many times its size in the file a buffer may decompress to, unless told otherwise. Buffers
   * of up to 64 KB, which most sessions use, cannot reach it: their header is a thousandth of that.
   */
  int DEFAULT_MAX_EXPANSION = 1_000;

  /**
   * Moves to the next buffer.
   *
   * @param into filled with it
   * @return false at the end of the range, at the end of the file if that comes before, and at the
   *     log header of an appended session
   * @throws IOException if the file cannot be read from {@link #offset()} on
   */
  boolean read(EtlBuffer into) throws IOException;

  /** Bytes that buffers were decompressed to, or those that failed should have been. */
  long bytesDecompressed();

  /** Where the next buffer begins. */
  long offset();

  /**
   * Where a new reader of this session has to begin to yield the same buffers from {@link
   * #offset()} on. It is an earlier offset only inside a search behind damage, which then has to be
   * repeated from its start.
   */
  long resumeOffset();

  /** The session that is read. */
  Trace trace();

  /**
   * A reader of the session that is appended to the one that was read, for the rest of the range.
   * It takes the place of this one.
   *
   * @return null unless this has stopped at a log header
   */
  BufferReader ofAppended();

  /**
   * A reader for the layout of this trace, with the default limit of expansion.
   *
   * @param in stands at {@code offset}; stays the caller's to close
   * @param offset where a buffer begins
   * @param end where the range ends, at the end of a buffer or of the file; or {@link
   *     #TO_END_OF_STREAM}
   */
  static BufferReader of(
      final Trace trace, final InputStream in, final long offset, final long end) {
    return of(trace, in, offset, end, DEFAULT_MAX_EXPANSION);
  }

  /**
   * A reader for the layout of this trace.
   *
   * @param in stands at {@code offset}; stays the caller's to close
   * @param offset where a buffer begins
   * @param end where the range ends, at the end of a buffer or of the file; or {@link
   *     #TO_END_OF_STREAM}
   * @param maxExpansion how many times its size in the file a buffer may decompress to: it bounds
   *     the work that a hostile file makes
   */
  static BufferReader of(
      final Trace trace,
      final InputStream in,
      final long offset,
      final long end,
      final int maxExpansion) {
    return trace.header().packed()
        ? new PackedBufferReader(trace, in, offset, end, maxExpansion)
        : new FixedBufferReader(trace, in, offset, end, maxExpansion);
  }
}
