package org.etwflow.source.split;

import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;
import org.etwflow.etl.Trace;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.SplitKind.Buffers;
import org.etwflow.source.split.SplitKind.EndOfTrace;
import org.etwflow.source.split.SplitKind.LeftOut;
import org.etwflow.source.split.SplitKind.MissingSoFar;
import org.etwflow.source.split.SplitKind.ProcessScan;
import org.etwflow.source.split.SplitKind.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * A part of one trace, with all that is needed to read it alone.
 *
 * @param splitId unique in a run
 * @param trace the file and its log header
 * @param location where the bytes of the trace are
 * @param remark warning about the trace: a reader reports it where the trace ends
 * @param kind what a reader does with it
 * @param range its place in the trace
 * @param times how early its records can be, and those of others
 */
@Internal
public record EtlSplit(
    String splitId,
    Trace trace,
    TraceLocation location,
    TraceRemark remark,
    SplitKind kind,
    BufferRange range,
    SplitTimes times)
    implements SourceSplit {

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
    return planned(trace, location, new Buffers(false), BufferRange.of(offset, end), bounds);
  }

  /** A trace that cannot be read. */
  public static EtlSplit unreadable(final Trace trace, final String problem) {
    return withoutRecords(
        trace, TraceLocation.NONE, new Unreadable(problem), BufferRange.of(0, trace.octets()));
  }

  /**
   * The end of a trace whose buffers are all in other splits.
   *
   * @param offset where the last of them ends
   */
  public static EtlSplit endOf(final Trace trace, final TraceLocation location, final long offset) {
    return withoutRecords(trace, location, new EndOfTrace(), BufferRange.of(offset, offset));
  }

  /**
   * A trace that is not to be read.
   *
   * @param remark why
   */
  public static EtlSplit leftOut(
      final Trace trace, final TraceLocation location, final TraceRemark remark) {
    return withoutRecords(
            trace.withMissing(List.of()),
            location,
            new LeftOut(Objects.requireNonNull(remark.duplicateOf())),
            BufferRange.of(0, trace.octets()))
        .with(remark);
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
    return planned(
            trace, location, new MissingSoFar(), BufferRange.of(upTo, upTo), LowerBounds.UNKNOWN)
        .withIdSuffix("?missing-" + stage);
  }

  private static EtlSplit withoutRecords(
      final Trace trace,
      final TraceLocation location,
      final SplitKind kind,
      final BufferRange range) {
    return planned(trace, location, kind, range, LowerBounds.NO_RECORDS);
  }

  private static EtlSplit planned(
      final Trace trace,
      final TraceLocation location,
      final SplitKind kind,
      final BufferRange range,
      final LowerBounds bounds) {
    final String id = trace.id() + '@' + range.offset() + '-' + range.end();
    final SplitTimes times = SplitTimes.planned(bounds);
    return new EtlSplit(id, trace, location, TraceRemark.NONE, kind, range, times);
  }

  /** The same split, of a trace of which more is known. */
  public EtlSplit of(final Trace known) {
    return new EtlSplit(splitId, known, location, remark, kind, range, times);
  }

  /** The same buffers, at the end of their trace. */
  public EtlSplit endingTrace() {
    return withKind(new Buffers(true));
  }

  /** The same split, of a trace with a warning. */
  public EtlSplit with(final TraceRemark remarkOfTrace) {
    return new EtlSplit(splitId, trace, location, remarkOfTrace, kind, range, times);
  }

  /** The same buffers, read for processes. */
  public EtlSplit toScan() {
    return new EtlSplit(
        splitId + "?processes",
        trace,
        location,
        TraceRemark.NONE,
        new ProcessScan(),
        range,
        times.withoutBounds());
  }

  /**
   * The same split, as it is handed out.
   *
   * @param reached what has been said of event time: FILETIME
   * @param rest how early the records can be that no reader has: FILETIME
   */
  public EtlSplit handedOut(final long reached, final long rest) {
    final SplitTimes now = times.handedOut(reached, rest);
    return new EtlSplit(splitId, trace, location, remark, kind, range, now);
  }

  /** What is left of the split behind some buffers. */
  EtlSplit startingAt(final Trace session, final BufferRange rest) {
    return new EtlSplit(splitId, session, location, remark, kind, rest, times);
  }

  /** The same split, of which nothing is left. */
  EtlSplit finished() {
    final BufferRange nothing = BufferRange.of(range.end(), range.end());
    return new EtlSplit(splitId, trace, location, remark, new Buffers(false), nothing, times);
  }

  private EtlSplit withKind(final SplitKind other) {
    return new EtlSplit(splitId, trace, location, remark, other, range, times);
  }

  private EtlSplit withIdSuffix(final String suffix) {
    return new EtlSplit(splitId + suffix, trace, location, remark, kind, range, times);
  }

  /** Whether it may hold processes: what has no buffers does not. */
  public boolean canBeScanned() {
    return kind instanceof Buffers && offset() < end();
  }

  /** Whether it is read for processes alone. */
  public boolean isScan() {
    return kind instanceof ProcessScan;
  }

  /** Whether it holds nothing but the end of this file. */
  public boolean isEndOf(final String file) {
    return kind instanceof EndOfTrace && trace.path().equals(file);
  }

  /** Whether a reader reports the end of the trace behind it. */
  public boolean endOfTrace() {
    return kind.endsTrace();
  }

  /** Why the trace cannot be read; null if it can. */
  public @Nullable String problem() {
    return kind instanceof Unreadable unreadable ? unreadable.problem() : null;
  }

  /** Where the first buffer begins that is still to be read. */
  public long offset() {
    return range.offset();
  }

  /** Where reading has to begin to find that buffer. */
  public long resumeOffset() {
    return range.resumeOffset();
  }

  /** Where the range ends. */
  public long end() {
    return range.end();
  }

  /** How early its records can be. */
  public LowerBounds bounds() {
    return times.bounds();
  }

  /** No record that it still holds is earlier: FILETIME. */
  public long lowerBound() {
    return bounds().from(offset());
  }

  /** How early the records can be that no reader had when this was handed out: FILETIME. */
  public long boundOfRest() {
    return times.boundOfRest();
  }

  /** What had been said of event time when this was first handed out: FILETIME, 0 before that. */
  public long timeReached() {
    return times.reached().orElse(0);
  }
}
