package org.etwflow.etl;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * One buffer of a trace: its bytes and their context. It also represents a range of the file
 * without a readable buffer, by its {@link #condition()} and without records, so that no range is
 * skipped silently.
 *
 * <p>Mutable and reused: readers fill the same few buffers again and again. Copy the fields to keep
 * beyond the call that delivers the buffer.
 */
@PublicEvolving
public final class EtlBuffer {

  private static final byte[] NO_BYTES = {};
  private static final TraceClock NO_CLOCK = new TraceClock(0, 0, 1, 1);
  private static final long NOT_KNOWN = Long.MAX_VALUE;
  private static final long NOT_COUNTED = -1;

  private Trace trace = Trace.NONE;
  private TraceClock clock = NO_CLOCK;
  private long offset;
  private long storedSize;
  private long resumeOffset;
  private BufferCondition condition = BufferCondition.WHOLE;
  private @Nullable String problem;
  private byte[] bytes = NO_BYTES;
  private int recordsEnd;

  /** FILETIME lower bound of all records, derived from the bytes around the buffer. */
  private long notBefore;

  /** FILETIME lower bound of all records, computed when the first time is requested. */
  private long earliest;

  private long lowerBound;

  private long fetchTime;
  private long records;
  private long malformedRecords;
  private long latestTime;

  /** The session that the buffer belongs to. */
  public Trace trace() {
    return trace;
  }

  /** Clock of the session, for the timestamps of records. */
  @Internal
  public TraceClock clock() {
    return clock;
  }

  /** Start of the buffer in the file; in the decompressed stream for .gz and .zip. */
  public long offset() {
    return offset;
  }

  /** Size in the file, in bytes: the next range begins at {@code offset() + storedSize()}. */
  public long storedSize() {
    return storedSize;
  }

  /** Offset from which to read the buffers that follow: {@link BufferReader#resumeOffset()}. */
  @Internal
  public long resumeOffset() {
    return resumeOffset;
  }

  /** Sets {@link #resumeOffset()}, until the buffer is filled again. */
  @Internal
  public void setResumeOffset(final long at) {
    resumeOffset = at;
  }

  /** Condition of the buffer. */
  public BufferCondition condition() {
    return condition;
  }

  /**
   * Details of the condition: for {@link BufferCondition#UNREADABLE}, {@link
   * BufferCondition#STORAGE_ERROR} and {@link BufferCondition#EXCESSIVE_EXPANSION} the cause; for
   * {@link BufferCondition#DUPLICATE} the path of the trace that is counted; at the end of a trace
   * a warning or null; otherwise null.
   */
  public @Nullable String problem() {
    return problem;
  }

  /** Header and records, decompressed; valid up to {@link #recordsEnd()}; owned by the buffer. */
  public byte[] bytes() {
    return bytes;
  }

  /** End of the records in {@link #bytes()}; 0 if the buffer is not readable. */
  public int recordsEnd() {
    return recordsEnd;
  }

  /** Whether {@link #bytes()} hold a buffer header. */
  public boolean isReadable() {
    return recordsEnd >= BufferHeader.SIZE;
  }

  /** The CPU that filled the buffer. */
  public int cpu() {
    return BufferHeader.processor(bytes, 0);
  }

  /** SequenceNumber of the buffer in its session. */
  public long sequenceNumber() {
    return BufferHeader.sequenceNumber(bytes, 0);
  }

  /**
   * FILETIME of the flush, or {@link TraceClock#NOT_A_TIME}. Without meaning in merged files, where
   * the field holds the time of relogging.
   */
  public long flushTime() {
    return clock.toFileTime(BufferHeader.flushTimestamp(bytes, 0));
  }

  /** Whether its flags report events or buffers lost while it was filled. */
  public boolean hasLoss() {
    return BufferHeader.hasLoss(bytes, 0);
  }

  /** FILETIME lower bound of all records, including those that cannot be read. */
  public long lowerBound() {
    return lowerBound;
  }

  /** Sets {@link #lowerBound()}; unlike the other values it is kept when the buffer is filled. */
  @Internal
  public void setLowerBound(final long time) {
    lowerBound = time;
  }

  /** Time when the buffer was read from its file: milliseconds since 1970-01-01 UTC. */
  @Internal
  public long fetchTime() {
    return fetchTime;
  }

  /** Sets {@link #fetchTime()}; like the lower bound it is kept when the buffer is filled. */
  @Internal
  public void setFetchTime(final long millis) {
    fetchTime = millis;
  }

  /** Whether {@link #setCounts} was called since the buffer was filled. */
  @Internal
  public boolean isCounted() {
    return records != NOT_COUNTED;
  }

  /** Number of records of every kind, if they are counted. */
  @Internal
  public long records() {
    return records;
  }

  /** Number of malformed records, if they are counted. */
  @Internal
  public long malformedRecords() {
    return malformedRecords;
  }

  /** FILETIME of the latest record, if they are counted; or {@link TraceClock#NOT_A_TIME}. */
  @Internal
  public long latestTime() {
    return latestTime;
  }

  /**
   * Stores the result of a walk over the records, for the metrics of the source: the records are
   * walked by the schema or, if the schema passes the buffer on, by the next operator of the task.
   */
  @Internal
  public void setCounts(final long all, final long malformed, final long latest) {
    records = all;
    malformedRecords = malformed;
    latestTime = latest;
  }

  /** Whether it holds a log header; such a buffer has no place in the session's sequence. */
  public boolean holdsLogHeader() {
    return BufferHeader.holdsLogHeader(bytes, 0);
  }

  /**
   * Whether it holds a log header that starts no session; records behind it may belong to another
   * session.
   */
  public boolean isStrayLogHeader() {
    return holdsLogHeader() && offset != trace.start();
  }

  /** Whether it is stored compressed: then offsets in its bytes are not file offsets. */
  public boolean isCompressed() {
    return BufferHeader.isCompressed(bytes, 0);
  }

  /**
   * The wall-clock time of a record of this buffer.
   *
   * @return FILETIME; {@link TraceClock#NOT_A_TIME} if the record has no time or an impossible one:
   *     outside of the years 1601 to 9999, more than {@link FirstRecordTime#MAX_DISORDER} before
   *     the buffer's first record, or before {@link #notBefore()}
   */
  public long timeOf(final RecordCursor record) {
    if (earliest == NOT_KNOWN) {
      earliest =
          Math.max(notBefore, FirstRecordTime.lowerBound(bytes, recordsEnd, trace.requireHeader()));
    }
    final long time = clock.toFileTime(record.timestamp());
    return time < earliest ? TraceClock.NOT_A_TIME : time;
  }

  /** FILETIME of the first record that has a time, or {@link TraceClock#NOT_A_TIME}. */
  @Internal
  public long firstTime() {
    return isReadable()
        ? FirstRecordTime.ofRecords(bytes, recordsEnd, trace.requireHeader())
        : TraceClock.NOT_A_TIME;
  }

  /** FILETIME before which no record can be; {@code Long.MIN_VALUE} without a limit. */
  @Internal
  public long notBefore() {
    return notBefore;
  }

  /** Sets {@link #notBefore()}, until the buffer is filled again. */
  @Internal
  public void setNotBefore(final long time) {
    notBefore = time;
  }

  /** Positions a cursor before the first record. */
  public RecordCursor records(final RecordCursor cursor) {
    return cursor.wrap(bytes, BufferHeader.SIZE, recordsEnd);
  }

  /**
   * Reserves space for the bytes of a buffer, to be filled before calling {@link #set}.
   *
   * @return {@link #bytes()}, at least this long, with undefined content
   */
  @Internal
  public byte[] reserve(final int capacity) {
    if (bytes.length < capacity) {
      bytes = new byte[capacity];
    }
    return bytes;
  }

  /** Sets all values for a buffer whose records are in {@link #bytes()} up to {@code end}. */
  void set(
      final Trace from,
      final long at,
      final long stored,
      final BufferCondition found,
      final int end) {
    set(from, at, stored, found, end, null);
  }

  /**
   * Sets all values for a range without readable records.
   *
   * @param details see {@link #problem()}
   */
  @Internal
  public void setUnreadable(
      final Trace from,
      final long at,
      final long stored,
      final BufferCondition found,
      final @Nullable String details) {
    set(from, at, stored, found, 0, details);
  }

  /** Sets all values, as for a copy of another buffer. */
  @Internal
  public void set(
      final Trace from,
      final long at,
      final long stored,
      final BufferCondition found,
      final int end,
      final @Nullable String details) {
    trace = from;
    clock = from.header() == null ? NO_CLOCK : from.header().clock();
    offset = at;
    storedSize = stored;
    resumeOffset = at + stored;
    condition = found;
    recordsEnd = end;
    problem = details;
    notBefore = Long.MIN_VALUE;
    earliest = NOT_KNOWN;
    records = NOT_COUNTED;
  }
}
