package org.etwflow.etl;

import org.apache.flink.annotation.Internal;

/**
 * Search for the first buffer at or after any offset of a file whose buffers have different sizes.
 * It depends on the bytes there alone. So a range of bytes can be read without those before it: the
 * readers of two adjacent ranges agree on the buffer where one ends and the other starts.
 *
 * <p>A buffer is found if it is whole, its content is valid, and the size in its header leads to
 * another header, to unused bytes, or to the end of the file.
 */
@Internal
public final class BufferSync {

  /** No buffer starts within the maximum size of one. */
  public static final int NONE = -1;

  private BufferSync() {}

  /**
   * Number of bytes from the offset on that the result depends on, if the file has them.
   *
   * @param bufferSize size of the session's buffers before compression
   */
  public static int bytesNeeded(final int bufferSize) {
    return 2 * BufferHeader.maxStoredSize(bufferSize) + BufferHeader.SIZE;
  }

  /**
   * Distance from the offset to the first buffer.
   *
   * @param bytes bytes of the file from the offset on: {@link #bytesNeeded}, or all that remain
   * @param length number of bytes
   * @param endsFile whether the file ends with them
   * @param bufferSize size of the session's buffers before compression
   * @return {@link #NONE} if there is none
   */
  public static int find(
      final byte[] bytes, final int length, final boolean endsFile, final int bufferSize) {
    final int reach = BufferHeader.maxStoredSize(bufferSize);
    final SearchAllowance allowance = new SearchAllowance(0, reach);
    final StoredBuffer candidate = new StoredBuffer();
    final int last = Math.min(reach, length - BufferHeader.SIZE);
    for (int at = 0; at <= last && allowance.permits(at); at++) {
      if (BufferHeader.isPlausiblePacked(bytes, at, bufferSize)
          && leadsOn(bytes, at, length, endsFile, bufferSize)) {
        final int valid = candidate.validBytes(bytes, at);
        allowance.charge(valid);
        if (valid == StoredBuffer.bytesToCheck(bytes, at)) {
          return at;
        }
      }
    }
    return NONE;
  }

  private static boolean leadsOn(
      final byte[] bytes,
      final int at,
      final int length,
      final boolean endsFile,
      final int bufferSize) {
    final long next = at + BufferHeader.bufferSize(bytes, at);
    if (next + BufferHeader.SIZE > length) {
      return endsFile && next == length;
    }
    return BufferHeader.isUnused(bytes, (int) next)
        || BufferHeader.isPlausiblePacked(bytes, (int) next, bufferSize);
  }
}
