package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i64;

import org.apache.flink.annotation.Internal;

/**
 * Reads the time of a buffer's first record from the first bytes of the buffer.
 *
 * <p>This time less {@link #MAX_DISORDER} is a lower bound of all records of the buffer, unless the
 * session's clock is the system time, which may be set back while a buffer is filled.
 */
@Internal
public final class FirstRecordTime {

  /** Leading bytes of a buffer that suffice, compressed or not, to read its first record's time. */
  public static final int BYTES = 512;

  /**
   * Maximum time in FILETIME units that a record may precede the first record of its buffer, by a
   * clock that is never set. A CPU may be interrupted between reserving a record and reading the
   * clock, and log other records meanwhile. An even earlier time is damage.
   */
  public static final long MAX_DISORDER = FileTime.UNITS_PER_SECOND;

  private static final int DECOMPRESSED_BYTES = BufferHeader.SIZE + 256;

  private FirstRecordTime() {}

  /**
   * Time of the first record with a timestamp.
   *
   * @param start the first bytes of a buffer: {@link #BYTES}, or fewer if the buffer is smaller
   * @param length number of bytes
   * @return FILETIME; {@link TraceClock#NOT_A_TIME} if the bytes hold no timestamp
   */
  public static long firstTime(final byte[] start, final int length, final LogHeader session) {
    if (length < BufferHeader.SIZE) {
      return TraceClock.NOT_A_TIME;
    }
    if (!BufferHeader.isCompressed(start, 0)) {
      final int end = (int) Math.min(length, BufferHeader.recordsEnd(start, 0));
      return firstTime(start, BufferHeader.SIZE, end, session.clock());
    }
    final byte[] records = new byte[DECOMPRESSED_BYTES];
    final int stored = (int) Math.min(length, BufferHeader.bufferSize(start, 0));
    final int end =
        PlainLz77.decompressStart(start, BufferHeader.SIZE, stored, records, 0, DECOMPRESSED_BYTES);
    return firstTime(records, 0, end, session.clock());
  }

  /**
   * Time of the first record with a timestamp, from the decompressed bytes of a buffer.
   *
   * @return FILETIME; {@link TraceClock#NOT_A_TIME} if the bytes hold no timestamp
   */
  static long ofRecords(final byte[] bytes, final int recordsEnd, final LogHeader session) {
    return firstTime(bytes, BufferHeader.SIZE, recordsEnd, session.clock());
  }

  /**
   * Lower bound of the times of a buffer's records, from its decompressed bytes.
   *
   * @return FILETIME; {@code Long.MIN_VALUE} if the first record does not bound the others
   */
  static long lowerBound(final byte[] bytes, final int recordsEnd, final LogHeader session) {
    if (session.clockType() == ClockType.SYSTEM_TIME) {
      return Long.MIN_VALUE;
    }
    final long first = ofRecords(bytes, recordsEnd, session);
    return first == TraceClock.NOT_A_TIME ? Long.MIN_VALUE : first - MAX_DISORDER;
  }

  /**
   * Lower bound of the times of a buffer's records, from its first bytes as stored.
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
    while (at + RecordHeader.MAX_TIMESTAMP_END <= to) {
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
