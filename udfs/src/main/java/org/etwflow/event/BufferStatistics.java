package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.TraceClock;

/** What was seen on the way through the records of one buffer. Reused for the next one. */
@Internal
public final class BufferStatistics {

  /** In place of an offset, of {@link #firstMalformed()} for one, if there is no such record. */
  public static final int NONE = -1;

  private long records;
  private long malformedRecords;
  private int firstMalformed;

  /** Offsets of records: their times are read when the walk ends, of two records instead of all. */
  private int firstTimed;

  private int lastTimed;
  private long firstTime;
  private long lastTime;

  void start() {
    records = 0;
    malformedRecords = 0;
    firstMalformed = NONE;
    firstTimed = NONE;
    lastTimed = NONE;
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

  void end(final RecordCursor records, final TraceClock clock) {
    firstTime = time(firstTimed, records, clock);
    lastTime = time(lastTimed, records, clock);
  }

  private static long time(final int at, final RecordCursor records, final TraceClock clock) {
    return at == NONE ? TraceClock.NOT_A_TIME : clock.toFileTime(records.timestampOf(at));
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
    return firstTime;
  }

  /** FILETIME of the last record that has one, or {@link TraceClock#NOT_A_TIME}. */
  public long lastTime() {
    return lastTime;
  }
}
