package org.etwflow.source.split;

import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;
import org.etwflow.etl.Trace;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.SplitKind.Buffers;
import org.etwflow.source.split.SplitKind.Duplicate;
import org.etwflow.source.split.SplitKind.EndOfTrace;
import org.etwflow.source.split.SplitKind.MissingSoFar;
import org.etwflow.source.split.SplitKind.ProcessScan;
import org.etwflow.source.split.SplitKind.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * Part of one trace, with everything needed to read it independently.
 *
 * @param splitId id, unique in a run
 * @param trace the file and its log header
 * @param location location of the trace's bytes
 * @param remark warning about the trace, reported by the reader of its end
 * @param kind what a reader does with the split
 * @param range range of buffers in the trace
 * @param times lower bounds of record times, and the event time at assignment
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

  /** Creates a range of buffers of a file with unknown times. */
  public static EtlSplit ofRange(final Trace trace, final long offset, final long end) {
    return ofRange(trace, offset, end, LowerBounds.UNKNOWN);
  }

  /** Creates a range of buffers of a file. */
  public static EtlSplit ofRange(
      final Trace trace, final long offset, final long end, final LowerBounds bounds) {
    return ofRange(trace, TraceLocation.named(trace.path()), offset, end, bounds);
  }

  /** Creates a range of buffers. */
  public static EtlSplit ofRange(
      final Trace trace,
      final TraceLocation location,
      final long offset,
      final long end,
      final LowerBounds bounds) {
    return planned(trace, location, new Buffers(false), BufferRange.of(offset, end), bounds);
  }

  /** Creates a range that was cut without knowing the buffers, with unknown times. */
  public static EtlSplit ofCut(
      final Trace trace,
      final TraceLocation location,
      final long from,
      final long to,
      final Cuts cuts) {
    return planned(
        trace, location, new Buffers(false), BufferRange.cut(from, to, cuts), LowerBounds.UNKNOWN);
  }

  /**
   * Creates the split of a trace that cannot be read. After an error of the file system events of
   * any time may be missing: it is read before event time advances.
   */
  public static EtlSplit unreadable(final Trace trace, final Unreadable reason) {
    return planned(
        trace,
        TraceLocation.NONE,
        reason,
        BufferRange.of(0, trace.size()),
        reason.isStorageError() ? LowerBounds.UNKNOWN : LowerBounds.NO_RECORDS);
  }

  /**
   * Creates the end of a trace whose buffers are all in other splits.
   *
   * @param offset end of the last buffer
   */
  public static EtlSplit endOf(final Trace trace, final TraceLocation location, final long offset) {
    return withoutRecords(trace, location, new EndOfTrace(), BufferRange.of(offset, offset));
  }

  /**
   * Creates the split of a trace that is not counted.
   *
   * @param remark the reason
   */
  public static EtlSplit duplicate(
      final Trace trace, final TraceLocation location, final TraceRemark remark) {
    return withoutRecords(
            trace.withMissing(List.of()),
            location,
            new Duplicate(Objects.requireNonNull(remark.duplicateOf())),
            BufferRange.of(0, trace.size()))
        .with(remark);
  }

  /**
   * Creates a report of missing intervals of a followed trace. It holds back event time until it is
   * read, so that the windows concerned are still open.
   *
   * @param trace trace with the missing intervals
   * @param upTo end of the known buffers; {@code Long.MAX_VALUE} if the session has ended
   * @param stage stage of the file, which distinguishes splits with the same offset
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
    final SplitTimes times = SplitTimes.planned(bounds);
    return new EtlSplit(idOf(trace, range), trace, location, TraceRemark.NONE, kind, range, times);
  }

  /** Id of the split of a range of buffers that was not read in part. */
  static String idOf(final Trace trace, final BufferRange range) {
    return trace.id() + '@' + range.offset() + '-' + range.end();
  }

  /** Returns a copy with more information about the trace. */
  public EtlSplit of(final Trace known) {
    return new EtlSplit(splitId, known, location, remark, kind, range, times);
  }

  /** Returns a copy that includes the end of the trace. */
  public EtlSplit endingTrace() {
    return withKind(new Buffers(true));
  }

  /** Returns a copy with a warning about the trace. */
  public EtlSplit with(final TraceRemark remarkOfTrace) {
    return new EtlSplit(splitId, trace, location, remarkOfTrace, kind, range, times);
  }

  /** Returns a copy to be scanned for processes. */
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
   * Returns a copy for assignment to a reader.
   *
   * @param reached event time announced so far: FILETIME
   * @param rest lower bound of all unassigned records: FILETIME
   */
  public EtlSplit handedOut(final long reached, final long rest) {
    final SplitTimes now = times.handedOut(reached, rest);
    return new EtlSplit(splitId, trace, location, remark, kind, range, now);
  }

  /** Returns the remainder of the split after some buffers. */
  EtlSplit startingAt(final Trace session, final BufferRange rest) {
    return new EtlSplit(splitId, session, location, remark, kind, rest, times);
  }

  /** Returns a copy of which nothing remains. */
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

  /** Whether the split may contain process records: it does not without buffers. */
  public boolean canBeScanned() {
    return kind instanceof Buffers && offset() < end();
  }

  /** Whether the split is a range of buffers to be read, for their events or for processes. */
  boolean hasBuffers() {
    return kind instanceof Buffers || kind instanceof ProcessScan;
  }

  /** Whether the split is read only for processes. */
  public boolean isScan() {
    return kind instanceof ProcessScan;
  }

  /** Whether the split is only the end of the given file. */
  public boolean isEndOf(final String file) {
    return kind instanceof EndOfTrace && trace.path().equals(file);
  }

  /** Whether the split is only a report of missing intervals. */
  public boolean isReport() {
    return kind instanceof MissingSoFar;
  }

  /** Whether another split is only a report of missing intervals of the same trace. */
  public boolean isReportOfSameTrace(final EtlSplit other) {
    return other.isReport() && other.trace.id().equals(trace.id());
  }

  /** Whether the reader reports the end of the trace after this split. */
  public boolean endOfTrace() {
    return kind.endsTrace();
  }

  /** Reason why the trace cannot be read; null if it can. */
  public @Nullable String problem() {
    return kind instanceof Unreadable unreadable ? unreadable.problem() : null;
  }

  /** Start of the next buffer to read. */
  public long offset() {
    return range.offset();
  }

  /** Offset at which reading must start to find that buffer. */
  public long resumeOffset() {
    return range.resumeOffset();
  }

  /** End of the range. */
  public long end() {
    return range.end();
  }

  /** Lower bounds of the record times. */
  public LowerBounds bounds() {
    return times.bounds();
  }

  /** Lower bound of the remaining records: FILETIME. */
  public long lowerBound() {
    return bounds().from(offset());
  }

  /** Lower bound of all records that were unassigned when this split was assigned: FILETIME. */
  public long boundOfRest() {
    return times.boundOfRest();
  }

  /** Event time announced when the split was first assigned: FILETIME, 0 before. */
  public long timeReached() {
    return times.reached().orElse(0);
  }
}
