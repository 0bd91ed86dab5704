package org.etwflow.etl;

import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Reads the buffers in a range of a trace, one after the other. Unreadable bytes are reported in
 * place, as an {@link EtlBuffer} without records; reading continues with the next buffer.
 */
@Internal
public interface BufferReader {

  /** End of a range of unknown length, as of a compressed stream. */
  long TO_END_OF_STREAM = Long.MAX_VALUE;

  /**
   * Default of the maximum expansion: decompressed size divided by stored size. Buffers of up to 64
   * KB, which most sessions use, cannot reach it: their header is a thousandth of that.
   */
  int DEFAULT_MAX_EXPANSION = 1_000;

  /**
   * Reads the next buffer.
   *
   * @param into receives the buffer
   * @return false at the end of the range or file, and at the log header of an appended session
   * @throws IOException if the file cannot be read from {@link #offset()} on
   */
  boolean read(EtlBuffer into) throws IOException;

  /** Decompressed bytes so far; buffers that failed count with the size in their header. */
  long bytesDecompressed();

  /** Offset of the next buffer. */
  long offset();

  /**
   * Offset at which a new reader of this session must start to read the same buffers from {@link
   * #offset()} on. It is smaller than {@code offset()} only during a search after damage, which
   * must be repeated from its start.
   */
  long resumeOffset();

  /** The session being read. */
  Trace trace();

  /**
   * A reader of the appended session in the rest of the range; it replaces this reader.
   *
   * @return null unless this reader has stopped at a log header
   */
  @Nullable BufferReader appendedReader();

  /**
   * Creates a reader for the layout of a trace, with the default maximum expansion.
   *
   * @param in positioned at {@code offset}; closed by the caller
   * @param offset start of a buffer
   * @param end end of the range, at the end of a buffer or of the file; or {@link
   *     #TO_END_OF_STREAM}
   */
  static BufferReader of(
      final Trace trace, final InputStream in, final long offset, final long end) {
    return of(trace, in, offset, end, DEFAULT_MAX_EXPANSION);
  }

  /**
   * Creates a reader for the layout of a trace.
   *
   * @param in positioned at {@code offset}; closed by the caller
   * @param offset start of a buffer
   * @param end end of the range, at the end of a buffer or of the file; or {@link
   *     #TO_END_OF_STREAM}
   * @param maxExpansion maximum ratio of a buffer's decompressed to its stored size; bounds the
   *     work caused by a hostile file
   */
  static BufferReader of(
      final Trace trace,
      final InputStream in,
      final long offset,
      final long end,
      final int maxExpansion) {
    return trace.requireHeader().packed()
        ? new PackedBufferReader(trace, in, offset, end, maxExpansion)
        : new FixedBufferReader(trace, in, offset, end, maxExpansion);
  }
}
