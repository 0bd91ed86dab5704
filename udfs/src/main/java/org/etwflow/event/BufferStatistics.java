package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.TraceClock;

/** Statistics of the records of one buffer; the instance is reused for every buffer. */
@Internal
public final class BufferStatistics {

  /** Offset of a record that does not exist. */
  public static final int NONE = -1;

  private long records;
  private long malformedRecords;
  private int firstMalformed;

  /** Offset of the first record with a time: times are read at the end of the walk. */
  private int firstTimed;

  /** Offset of the last record with a time. */
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

  /** Number of records of every kind. */
  public long records() {
    return records;
  }

  /** Number of records with an invalid header, which ends the buffer, or an invalid payload. */
  public long malformedRecords() {
    return malformedRecords;
  }

  /** Offset of the first malformed record in the buffer's bytes, or {@link #NONE}. */
  public int firstMalformed() {
    return firstMalformed;
  }

  /** FILETIME of the first record with a timestamp, or {@link TraceClock#NOT_A_TIME}. */
  public long firstTime() {
    return firstTime;
  }

  /** FILETIME of the last record with a timestamp, or {@link TraceClock#NOT_A_TIME}. */
  public long lastTime() {
    return lastTime;
  }
}
