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

  // Ticks are converted to times at the end of the walk.
  private long firstTicks;
  private long lastTicks;
  private long earliestTicks;
  private long latestTicks;

  /** Ticks of the record that lies furthest behind an earlier one. */
  private long behindTicks;

  /** Ticks of that earlier record. */
  private long aheadTicks;

  private long firstTime;
  private long lastTime;
  private long earliestTime;
  private long latestTime;
  private long disorder;

  void start() {
    records = 0;
    malformedRecords = 0;
    firstMalformed = NONE;
    lastTicks = RecordCursor.NO_TIMESTAMP;
    behindTicks = 0;
    aheadTicks = 0;
  }

  void record(final RecordCursor record) {
    records++;
    final long ticks = record.timestamp();
    if (ticks == RecordCursor.NO_TIMESTAMP) {
      return;
    }
    if (lastTicks == RecordCursor.NO_TIMESTAMP) {
      firstTicks = ticks;
      earliestTicks = ticks;
      latestTicks = ticks;
    } else if (ticks >= latestTicks) {
      latestTicks = ticks;
    } else {
      earlier(ticks);
    }
    lastTicks = ticks;
  }

  private void earlier(final long ticks) {
    earliestTicks = Math.min(earliestTicks, ticks);
    if (latestTicks - ticks > aheadTicks - behindTicks) {
      aheadTicks = latestTicks;
      behindTicks = ticks;
    }
  }

  void end(final TraceClock clock) {
    if (lastTicks == RecordCursor.NO_TIMESTAMP) {
      firstTime = TraceClock.NOT_A_TIME;
      lastTime = TraceClock.NOT_A_TIME;
      earliestTime = TraceClock.NOT_A_TIME;
      latestTime = TraceClock.NOT_A_TIME;
      disorder = 0;
      return;
    }
    firstTime = clock.toFileTime(firstTicks);
    lastTime = clock.toFileTime(lastTicks);
    earliestTime = timeOr(clock, earliestTicks, firstTime, lastTime);
    latestTime = timeOr(clock, latestTicks, lastTime, firstTime);
    final long ahead = clock.toFileTime(aheadTicks);
    final long behind = clock.toFileTime(behindTicks);
    disorder =
        ahead == TraceClock.NOT_A_TIME || behind == TraceClock.NOT_A_TIME ? 0 : ahead - behind;
  }

  /**
   * Converts ticks; if they are those of a damaged record, returns the first valid time instead.
   */
  private static long timeOr(
      final TraceClock clock, final long ticks, final long second, final long third) {
    final long time = clock.toFileTime(ticks);
    if (time != TraceClock.NOT_A_TIME) {
      return time;
    }
    return second == TraceClock.NOT_A_TIME ? third : second;
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

  /**
   * Earliest FILETIME of a record, or {@link TraceClock#NOT_A_TIME}. A record outside of the years
   * 1601 to 9999 hides that of others.
   */
  public long earliestTime() {
    return earliestTime;
  }

  /** Latest FILETIME of a record, or {@link TraceClock#NOT_A_TIME} as {@link #earliestTime}. */
  public long latestTime() {
    return latestTime;
  }

  /** Largest time by which a record is older than one before it: in 100 ns. */
  public long disorder() {
    return disorder;
  }
}
