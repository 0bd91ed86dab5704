package org.etwflow.source.enumerator;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.FirstRecordTime;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.TraceRemark;

/**
 * Rest of an open session whose file cannot be read: it has disappeared, was overwritten, or
 * reading it fails. Its events may have any time from the latest buffer on, and may belong to
 * buffers that were missing before.
 *
 * @param trace progress in the file
 * @param missing intervals in which events of the session may be missing, ascending and disjoint
 */
record LostTail(FollowedTrace trace, List<TimeSpan> missing) {

  /** Creates the rest of a session whose end is unknown. */
  static LostTail of(final FollowedTrace trace) {
    final List<TimeSpan> missing = new ArrayList<>(trace.missing());
    if (trace.stage() == Stage.GROWING) {
      // A CPU takes a buffer when it writes the first record: no later buffer begins before.
      final long from = trace.latest() - FirstRecordTime.MAX_DISORDER;
      missing.add(new TimeSpan(Math.max(trace.sessionStart(), from), Long.MAX_VALUE));
    }
    return new LostTail(trace, TimeSpan.union(missing, Integer.MAX_VALUE));
  }

  /**
   * Returns the rest of a session whose file another session has overwritten: it had ended when the
   * other one began. If the other one began before the latest buffer, one of them was copied to the
   * file, and the end is unknown.
   */
  LostTail overwrittenBy(final long otherStart) {
    if (otherStart < Math.max(trace.latest(), last().from())) {
      return this;
    }
    return new LostTail(
        trace,
        missing.stream()
            .filter(span -> span.from() < otherStart)
            .map(span -> new TimeSpan(span.from(), Math.min(span.to(), otherStart - 1)))
            .toList());
  }

  /** Returns the report of the missing intervals, which holds until more of the file is read. */
  EtlSplit report() {
    return report(trace.offset(), Stage.SILENT);
  }

  /** Returns the final report of the missing intervals. */
  EtlSplit finalReport() {
    return report(Long.MAX_VALUE, Stage.FINISHED);
  }

  private EtlSplit report(final long upTo, final Stage stage) {
    return EtlSplit.ofMissing(known().withMissing(missing), TraceLocation.NONE, upTo, stage.name());
  }

  /**
   * Returns the end of the trace.
   *
   * @param cause what happened to the file
   */
  EtlSplit end(final String cause) {
    return EtlSplit.endOf(known(), TraceLocation.NONE, trace.offset())
        .with(TraceRemark.note(cause + ": events may be missing " + times()));
  }

  private String times() {
    final String from = "from " + FileTime.toInstant(last().from());
    return last().to() == Long.MAX_VALUE
        ? from + " on"
        : from + " to " + FileTime.toInstant(last().to());
  }

  /** The interval that includes the end of the session. */
  private TimeSpan last() {
    return missing.get(missing.size() - 1);
  }

  /** The trace without the bytes behind its last whole buffer, which are not read any more. */
  private Trace known() {
    return new Trace(
            trace.file(), trace.trace().host(), trace.offset(), trace.trace().requireHeader())
        .withMissing(List.of());
  }
}
