package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i64;

/**
 * The first time in a buffer, from its first bytes: a lower bound for all its records, since those
 * of a buffer are in the order of time.
 */
public final class BufferStart {

  /** Bytes of a buffer that hold its header and, compressed or not, its first record's. */
  public static final int BYTES = 512;

  private static final int DECOMPRESSED_BYTES = BufferHeader.SIZE + 256;

  private BufferStart() {}

  /**
   * The time of the first record that has one.
   *
   * @param start the first bytes of a buffer, {@link #BYTES} if it has so many
   * @param length how many there are
   * @return FILETIME; {@link TraceClock#NOT_A_TIME} if these bytes do not tell
   */
  public static long firstTime(final byte[] start, final int length, final LogHeader session) {
    if (length < BufferHeader.SIZE) {
      return TraceClock.NOT_A_TIME;
    }
    if (!BufferHeader.isCompressed(start, 0)) {
      final int end = (int) Math.min(length, BufferHeader.used(start, 0));
      return firstTime(start, BufferHeader.SIZE, end, session.clock());
    }
    final byte[] records = new byte[DECOMPRESSED_BYTES];
    final int stored = (int) Math.min(length, BufferHeader.bufferSize(start, 0));
    final int end =
        PlainLz77.decompressStart(start, BufferHeader.SIZE, stored, records, 0, DECOMPRESSED_BYTES);
    return firstTime(records, 0, end, session.clock());
  }

  private static long firstTime(
      final byte[] bytes, final int from, final int to, final TraceClock clock) {
    int at = from;
    while (at + RecordHeader.LONGEST_TO_TIMESTAMP <= to) {
      final long start = i64(bytes, at);
      final int type = RecordHeader.typeOf(start);
      if (type == RecordHeader.NONE) {
        return TraceClock.NOT_A_TIME;
      }
      if (RecordHeader.hasTimestamp(type)) {
        return clock.toFileTime(i64(bytes, at + RecordHeader.timestampAt(type)));
      }
      at += RecordHeader.aligned(Math.max(1, RecordHeader.recordSize(start, type)));
    }
    return TraceClock.NOT_A_TIME;
  }
}
