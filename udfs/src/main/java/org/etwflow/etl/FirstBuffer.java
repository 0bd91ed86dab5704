package org.etwflow.etl;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/** First buffer at or after any offset of a file, as {@link BufferSync} finds it. */
@Internal
public final class FirstBuffer {

  private final long offset;
  private final byte[] start;

  private FirstBuffer(final long offset, final byte[] start) {
    this.offset = offset;
    this.start = start;
  }

  /**
   * Searches for the first buffer.
   *
   * @param in file, positioned at the offset
   * @param fileSize size of the file in bytes
   * @param bufferSize size of the session's buffers before compression
   * @return null if no buffer starts within the maximum size of one
   */
  public static @Nullable FirstBuffer from(
      final InputStream in, final long offset, final long fileSize, final int bufferSize)
      throws IOException {
    final long rest = fileSize - offset;
    final byte[] bytes = in.readNBytes((int) Math.min(rest, BufferSync.bytesNeeded(bufferSize)));
    final int at = BufferSync.find(bytes, bytes.length, bytes.length == rest, bufferSize);
    if (at == BufferSync.NONE) {
      return null;
    }
    final int end = Math.min(bytes.length, at + FirstRecordTime.BYTES);
    return new FirstBuffer(offset + at, Arrays.copyOfRange(bytes, at, end));
  }

  /** Offset of the buffer in the file. */
  public long offset() {
    return offset;
  }

  /**
   * Time of the first record by the clock of a session.
   *
   * @return FILETIME; {@link TraceClock#NOT_A_TIME} if unknown
   */
  public long firstTime(final LogHeader session) {
    return FirstRecordTime.firstTime(start, start.length, session);
  }
}
