package org.etwflow.event;

import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.TraceClock;

/** What was seen on the way through the records of one buffer. Reused for the next one. */
public final class RecordWalk {

  /** Of {@link #firstMalformed()} if there is none. */
  public static final int NONE = -1;

  private long records;
  private long malformedRecords;
  private int firstMalformed;
  private long firstTimestamp;
  private long lastTimestamp;
  private TraceClock clock;

  void start(final EtlBuffer buffer) {
    records = 0;
    malformedRecords = 0;
    firstMalformed = NONE;
    firstTimestamp = RecordCursor.NO_TIMESTAMP;
    lastTimestamp = RecordCursor.NO_TIMESTAMP;
    clock = buffer.trace().header().clock();
  }

  void record(final RecordCursor record) {
    records++;
    final long timestamp = record.timestamp();
    if (timestamp == RecordCursor.NO_TIMESTAMP) {
      return;
    }
    lastTimestamp = timestamp;
    if (firstTimestamp == RecordCursor.NO_TIMESTAMP) {
      firstTimestamp = timestamp;
    }
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
