package org.etwflow.source.split;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.Trace;
import org.etwflow.source.file.TraceLocation;

/**
 * A range of buffers of one trace, with all that is needed to read it alone.
 *
 * @param splitId unique in a run
 * @param trace the file and its log header
 * @param offset where the first buffer begins that is still to be read
 * @param resumeOffset where reading has to begin to find that buffer: before it only if a search
 *     behind damage has led there
 * @param end where the range ends; {@link BufferReader#TO_END_OF_STREAM} for a .gz or .zip
 * @param bounds how early its records can be
 * @param timeReached what had been said of event time when this was first handed out: FILETIME.
 *     Windows up to there may be closed, and an earlier record of it is late; only where files are
 *     followed there can be one
 * @param boundOfRest how early the records can be that no reader had when this was handed out:
 *     FILETIME, {@code Long.MAX_VALUE} if there are none
 * @param endOfTrace whether it ends where the trace does, as far as is known: a reader tells so
 * @param problem why the trace cannot be read, for a person; null if it can. A split with one is
 *     how the enumerator, which emits nothing, has its readers tell
 * @param purpose what it is read for
 * @param location where the bytes of the trace are
 * @param remark what is to be said of the trace: a reader says it where the trace ends
 */
@Internal
public record EtlSplit(
    String splitId,
    Trace trace,
    long offset,
    long resumeOffset,
    long end,
    LowerBounds bounds,
    long timeReached,
    long boundOfRest,
    boolean endOfTrace,
    String problem,
    Purpose purpose,
    TraceLocation location,
    TraceRemark remark)
    implements SourceSplit {

  private static final long NOT_HANDED_OUT = -1;

  /** What a split is read for. */
  public enum Purpose {
    /** Its events. */
    EVENTS,

    /** What it tells of processes alone: nothing is emitted. */
    SCAN,

    /** What is missing of a trace that is followed: no buffer is read. */
    MISSING
  }

  /** A range of buffers of a file, whose times are not known. */
  public static EtlSplit ofRange(final Trace trace, final long offset, final long end) {
    return ofRange(trace, offset, end, LowerBounds.UNKNOWN);
  }

  /** A range of buffers of a file. */
  public static EtlSplit ofRange(
      final Trace trace, final long offset, final long end, final LowerBounds bounds) {
    return ofRange(trace, TraceLocation.named(trace.path()), offset, end, bounds);
  }

  /** A range of buffers. */
  public static EtlSplit ofRange(
      final Trace trace,
      final TraceLocation location,
      final long offset,
      final long end,
      final LowerBounds bounds) {
    return planned(trace, location, offset, end, bounds, null, Purpose.EVENTS);
  }

  /** A trace that cannot be read. */
  public static EtlSplit unreadable(final Trace trace, final String problem) {
    return planned(
            trace,
            TraceLocation.NONE,
            0,
            trace.octets(),
            LowerBounds.NO_RECORDS,
            problem,
            Purpose.EVENTS)
        .endingTrace();
  }

  /**
   * The end of a trace whose buffers are all in other splits.
   *
   * @param offset where the last of them ends
   */
  public static EtlSplit endOf(final Trace trace, final TraceLocation location, final long offset) {
    return planned(trace, location, offset, offset, LowerBounds.NO_RECORDS, null, Purpose.EVENTS)
        .endingTrace();
  }

  /**
   * What is missing by now of a trace that is followed. It holds event time back until it is read:
   * then windows that it concerns are still open.
   *
   * @param trace of which records of these times may be missing
   * @param upTo all buffers before are known; {@code Long.MAX_VALUE} if the session has ended
   * @param stage of the file: splits with the same offset have different ones
   */
  public static EtlSplit ofMissing(
      final Trace trace, final TraceLocation location, final long upTo, final String stage) {
    final EtlSplit split =
        planned(trace, location, upTo, upTo, LowerBounds.UNKNOWN, null, Purpose.MISSING);
    return split.withId(split.splitId + "?missing-" + stage);
  }

  /**
   * A trace that is not to be read.
   *
   * @param remark why
   */
  public static EtlSplit leftOut(
      final Trace trace, final TraceLocation location, final TraceRemark remark) {
    final Trace complete = trace.withMissing(List.of());
    return planned(
            complete, location, 0, trace.octets(), LowerBounds.NO_RECORDS, null, Purpose.EVENTS)
        .endingTrace()
        .with(remark);
  }

  private static EtlSplit planned(
      final Trace trace,
      final TraceLocation location,
      final long offset,
      final long end,
      final LowerBounds bounds,
      final String problem,
      final Purpose purpose) {
    return new EtlSplit(
        trace.id() + '@' + offset + '-' + end,
        trace,
        offset,
        offset,
        end,
        bounds,
        NOT_HANDED_OUT,
        0,
        false,
        problem,
        purpose,
        location,
        TraceRemark.NONE);
  }

  /** The same split, of a trace of which more is known. */
  public EtlSplit of(final Trace known) {
    return startingAt(known, offset, resumeOffset, endOfTrace);
  }

  /** The same split, at the end of its trace. */
  public EtlSplit endingTrace() {
    return new EtlSplit(
        splitId,
        trace,
        offset,
        resumeOffset,
        end,
        bounds,
        timeReached,
        boundOfRest,
        true,
        problem,
        purpose,
        location,
        remark);
  }

  /** The same split, of a trace of which there is something to be said. */
  public EtlSplit with(final TraceRemark remarkOfTrace) {
    return new EtlSplit(
        splitId,
        trace,
        offset,
        resumeOffset,
        end,
        bounds,
        timeReached,
        boundOfRest,
        endOfTrace,
        problem,
        purpose,
        location,
        remarkOfTrace);
  }

  /** Whether it may tell of processes: what holds no buffers does not. */
  public boolean canBeScanned() {
    return problem == null && !remark.isDuplicate() && offset < end;
  }

  /** The same buffers, read for what they tell of processes. */
  public EtlSplit toScan() {
    return new EtlSplit(
        splitId + "?processes",
        trace,
        offset,
        resumeOffset,
        end,
        LowerBounds.UNKNOWN,
        timeReached,
        boundOfRest,
        false,
        null,
        Purpose.SCAN,
        location,
        TraceRemark.NONE);
  }

  /**
   * The same split, as it is handed out. One that comes back from a reader that failed keeps the
   * time of its first reader, for whom none of its records were late.
   */
  public EtlSplit handedOut(final long reached, final long rest) {
    return new EtlSplit(
        splitId,
        trace,
        offset,
        resumeOffset,
        end,
        bounds,
        timeReached == NOT_HANDED_OUT ? reached : timeReached,
        rest,
        endOfTrace,
        problem,
        purpose,
        location,
        remark);
  }

  EtlSplit startingAt(
      final Trace session,
      final long newOffset,
      final long newResumeOffset,
      final boolean endIsToBeTold) {
    return new EtlSplit(
        splitId,
        session,
        newOffset,
        newResumeOffset,
        end,
        bounds,
        timeReached,
        boundOfRest,
        endIsToBeTold,
        problem,
        purpose,
        location,
        remark);
  }

  private EtlSplit withId(final String id) {
    return new EtlSplit(
        id,
        trace,
        offset,
        resumeOffset,
        end,
        bounds,
        timeReached,
        boundOfRest,
        endOfTrace,
        problem,
        purpose,
        location,
        remark);
  }

  /** Whether it is read for what it tells of processes alone. */
  public boolean isScan() {
    return purpose == Purpose.SCAN;
  }

  /** Whether it holds nothing but the end of this file. */
  public boolean isEndOf(final String file) {
    return endOfTrace && offset == end && trace.path().equals(file);
  }

  /** No record that it still holds is earlier: FILETIME. */
  public long lowerBound() {
    return bounds.from(offset);
  }
}
