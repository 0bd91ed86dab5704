package org.etwflow.source.planner;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.fs.ByteBufferReadable;
import org.apache.flink.core.fs.FSDataInputStream;

/** First bytes of the buffers of a file. */
interface BufferStarts {

  /**
   * Loads the first bytes of the buffer at an offset.
   *
   * @param into receives them
   * @return number of bytes: fewer than {@code into} holds only if the file ends, or if they
   *     suffice for the buffer's header and the time of its first record
   */
  int load(long offset, byte[] into) throws IOException;

  /** Reads the bytes of an open file when they are asked for. */
  static BufferStarts in(final FSDataInputStream file) {
    return file instanceof ByteBufferReadable readable
        ? (offset, into) -> load(readable, offset, into)
        : (offset, into) -> {
          file.seek(offset);
          return file.readNBytes(into, 0, into.length);
        };
  }

  /** Reads without seeking: one system call instead of three per buffer of a local file. */
  private static int load(final ByteBufferReadable in, final long offset, final byte[] bytes)
      throws IOException {
    final ByteBuffer into = ByteBuffer.wrap(bytes);
    int length;
    do {
      length = in.read(offset + into.position(), into);
    } while (length > 0 && into.hasRemaining());
    return into.position();
  }
}
