package org.etwflow.etl;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

/**
 * One buffer of a trace: its bytes and what is needed to read them. Also stands for a stretch of
 * the file that holds no buffer that can be read, with its {@link #condition()} and without
 * records, so that nothing is passed over without a word.
 *
 * <p>Mutable and reused: readers fill the same few buffers again and again. Whoever keeps one
 * beyond the call it came with copies what it needs.
 */
@PublicEvolving
public final class EtlBuffer {

  private static final byte[] NO_BYTES = {};
  private static final long NOT_KNOWN = Long.MAX_VALUE;

  private Trace trace;
  private long offset;
  private long storedSize;
  private long resumeOffset;
  private BufferCondition condition = BufferCondition.WHOLE;
  private String problem;
  private byte[] bytes = NO_BYTES;
  private int used;

  /** FILETIME that no record is before, by what surrounds the buffer in the file. */
  private long notBefore;

  /** FILETIME that no record is before: computed with the time of the first one. */
  private long earliest;

  private long lowerBound;

  /** The file it is from. */
  public Trace trace() {
    return trace;
  }

  /** Where it begins in the file; in the decompressed stream for .gz and .zip. */
  public long offset() {
    return offset;
  }

  /** Bytes it takes in the file: what follows it begins at {@code offset() + storedSize()}. */
  public long storedSize() {
    return storedSize;
  }

  /** Where reading has to begin to find what follows: see {@link BufferReader#resumeOffset()}. */
  @Internal
  public long resumeOffset() {
    return resumeOffset;
  }

  /** Sets {@link #resumeOffset()}, until the buffer is filled again. */
  @Internal
  public void setResumeOffset(final long at) {
    resumeOffset = at;
  }

  /** In what condition it was found. */
  public BufferCondition condition() {
    return condition;
  }

  /**
   * For {@link BufferCondition#UNREADABLE} what went wrong; for {@link BufferCondition#LEFT_OUT}
   * the path of the trace that is counted; at the end of a trace a warning about it, or null; else
   * null.
   */
  public String problem() {
    return problem;
  }

  /** Header and records, decompressed: {@link #used()} bytes; owned by the buffer. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the records end in {@link #bytes()}; 0 if there are none to read. */
  public int used() {
    return used;
  }

  /** Whether there is a header, and perhaps records behind it. */
  public boolean isReadable() {
    return used >= BufferHeader.SIZE;
  }

  /** The CPU that wrote it. */
  public int cpu() {
    return BufferHeader.processor(bytes, 0);
  }

  /** Order of the flush in the session. */
  public long sequenceNumber() {
    return BufferHeader.sequenceNumber(bytes, 0);
  }

  /** When it was flushed: FILETIME, or {@link TraceClock#NOT_A_TIME}; no such in merged files. */
  public long flushTime() {
    return trace.header().clock().toFileTime(BufferHeader.flushTimestamp(bytes, 0));
  }

  /** Whether it says that events or buffers were lost when it was filled. */
  public boolean tellsLoss() {
    return BufferHeader.tellsLoss(bytes, 0);
  }

  /** No record of it is earlier, those that cannot be read among them: FILETIME. */
  public long lowerBound() {
    return lowerBound;
  }

  /** For whoever knows it of the buffer as it is now: it stays until it is said anew. */
  @Internal
  public void setLowerBound(final long time) {
    lowerBound = time;
  }

  /** Whether it is the first buffer of the file, which is not counted in the sequence. */
  public boolean holdsLogHeader() {
    return BufferHeader.holdsLogHeader(bytes, 0);
  }

  /**
   * Whether it holds a log header with which no session begins: records behind it may be of one.
   */
  public boolean isStrayLogHeader() {
    return holdsLogHeader() && offset != trace.start();
  }

  /** Whether it is stored compressed, so that offsets in its bytes are none in the file. */
  public boolean isCompressed() {
    return BufferHeader.isCompressed(bytes, 0);
  }

  /**
   * The wall-clock time of a record of this buffer.
   *
   * @return FILETIME; {@link TraceClock#NOT_A_TIME} if the record has none, or one that cannot be
   *     true: outside of the years 1601 to 9999, further before the buffer's first record than
   *     {@link FirstRecordTime#MAX_DISORDER} allows, or before {@link #notBefore()}
   */
  public long timeOf(final RecordCursor record) {
    if (earliest == NOT_KNOWN) {
      earliest = Math.max(notBefore, FirstRecordTime.lowerBound(bytes, used, trace.header()));
    }
    final long time = trace.header().clock().toFileTime(record.timestamp());
    return time < earliest ? TraceClock.NOT_A_TIME : time;
  }

  /** FILETIME that none of its records can be before; {@code Long.MIN_VALUE} without a limit. */
  @Internal
  public long notBefore() {
    return notBefore;
  }

  /** Sets {@link #notBefore()}, until the buffer is filled again. */
  @Internal
  public void setNotBefore(final long time) {
    notBefore = time;
  }

  /** Stands before the first record. */
  public RecordCursor records(final RecordCursor cursor) {
    return cursor.wrap(bytes, BufferHeader.SIZE, used);
  }

  /**
   * Room for the bytes of a buffer, to be filled before {@link #set}.
   *
   * @return {@link #bytes()}, now at least this long, with whatever it held before
   */
  @Internal
  public byte[] reserve(final int capacity) {
    if (bytes.length < capacity) {
      bytes = new byte[capacity];
    }
    return bytes;
  }

  /** Makes this a buffer with records: those of {@link #bytes()} up to {@code recordsEnd}. */
  void set(
      final Trace from,
      final long at,
      final long stored,
      final BufferCondition found,
      final int recordsEnd) {
    set(from, at, stored, found, recordsEnd, null);
  }

  /**
   * Makes this stand for a stretch that holds no records that can be read.
   *
   * @param why see {@link #problem()}
   */
  @Internal
  public void setUnreadable(
      final Trace from,
      final long at,
      final long stored,
      final BufferCondition found,
      final String why) {
    set(from, at, stored, found, 0, why);
  }

  /** Makes this whatever another one is: for copies. */
  @Internal
  public void set(
      final Trace from,
      final long at,
      final long stored,
      final BufferCondition found,
      final int recordsEnd,
      final String why) {
    trace = from;
    offset = at;
    storedSize = stored;
    resumeOffset = at + stored;
    condition = found;
    used = recordsEnd;
    problem = why;
    notBefore = Long.MIN_VALUE;
    earliest = NOT_KNOWN;
  }
}
