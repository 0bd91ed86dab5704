package org.etwflow.event;

import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.TraceClock;

/** What was seen on the way through the records of one buffer. Reused for the next one. */
public final class RecordWalk {

  /** Of an offset, that of {@link #firstMalformed()} for one, if there is none. */
  public static final int NONE = -1;

  private long records;
  private long malformedRecords;
  private int firstMalformed;

  /** Offsets of records: their times are read when the walk ends, of two records instead of all. */
  private int firstTimed;

  private int lastTimed;
  private long firstTimestamp;
  private long lastTimestamp;
  private TraceClock clock;

  void start(final EtlBuffer buffer) {
    records = 0;
    malformedRecords = 0;
    firstMalformed = NONE;
    firstTimed = NONE;
    lastTimed = NONE;
    clock = buffer.trace().header().clock();
  }

  void record(final RecordCursor record) {
    records++;
    if (!record.hasTimestamp()) {
      return;
    }
    lastTimed = record.offset();
    if (firstTimed == NONE) {
      firstTimed = lastTimed;
    }
  }

  void end(final RecordCursor records) {
    firstTimestamp = timestamp(records, firstTimed);
    lastTimestamp = timestamp(records, lastTimed);
  }

  private static long timestamp(final RecordCursor records, final int at) {
    return at == NONE ? RecordCursor.NO_TIMESTAMP : records.timestampOf(at);
  }

  void malformed(final int offset) {
    malformedRecords++;
    if (firstMalformed == NONE) {
      firstMalformed = offset;
    }
  }

  /** Records of every kind whose size could be read. */
  public long records() {
    return records;
  }

  /** Records whose header or payload cannot be true. One of the first kind ends its buffer. */
  public long malformedRecords() {
    return malformedRecords;
  }

  /** Offset of the first of them in the buffer's bytes, or {@link #NONE}. */
  public int firstMalformed() {
    return firstMalformed;
  }

  /** FILETIME of the first record that has one, or {@link TraceClock#NOT_A_TIME}. */
  public long firstTime() {
    return time(firstTimestamp);
  }

  /** FILETIME of the last record that has one, or {@link TraceClock#NOT_A_TIME}. */
  public long lastTime() {
    return time(lastTimestamp);
  }

  private long time(final long timestamp) {
    return timestamp == RecordCursor.NO_TIMESTAMP
        ? TraceClock.NOT_A_TIME
        : clock.toFileTime(timestamp);
  }
}
