package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i64;

import org.apache.flink.annotation.Internal;

/**
 * The time of the first record of a buffer, from its first bytes.
 *
 * <p>It bounds the times of all records of the buffer, up to {@link #MAX_DISORDER}, unless the
 * session's clock is the system time: that may be set back by any time while a buffer is filled.
 */
@Internal
public final class FirstRecordTime {

  /** Bytes of a buffer that hold its header and, compressed or not, its first record's. */
  public static final int BYTES = 512;

  /**
   * FILETIME units that a record may lie before the first record of its buffer, by a clock that is
   * never set. A CPU may be interrupted between taking a record's place and its time, and log other
   * records meanwhile. A record still further back cannot be true.
   */
  public static final long MAX_DISORDER = FileTime.UNITS_PER_SECOND;

  private static final int DECOMPRESSED_BYTES = BufferHeader.SIZE + 256;

  private FirstRecordTime() {}

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

  /**
   * The time that no record of a buffer can be before.
   *
   * @return FILETIME; {@code Long.MIN_VALUE} if the first record does not bound the others
   */
  static long lowerBound(final byte[] bytes, final int recordsEnd, final LogHeader session) {
    if (session.clockType() == ClockType.SYSTEM_TIME) {
      return Long.MIN_VALUE;
    }
    final long first = firstTime(bytes, BufferHeader.SIZE, recordsEnd, session.clock());
    return first == TraceClock.NOT_A_TIME ? Long.MIN_VALUE : first - MAX_DISORDER;
  }

  /**
   * The time that no record of a buffer can be before, by its first bytes.
   *
   * @return FILETIME; {@code Long.MIN_VALUE} if these bytes do not bound the records
   */
  static long lowerBoundOfStart(final byte[] start, final LogHeader session) {
    final long first =
        session.clockType() == ClockType.SYSTEM_TIME
            ? TraceClock.NOT_A_TIME
            : firstTime(start, start.length, session);
    return first == TraceClock.NOT_A_TIME ? Long.MIN_VALUE : first - MAX_DISORDER;
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
