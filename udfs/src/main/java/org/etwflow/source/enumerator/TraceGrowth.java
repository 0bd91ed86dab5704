package org.etwflow.source.enumerator;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.planner.PlannedTrace;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/**
 * Result of one look at a monitored file.
 *
 * @param before progress before the look; null if the file was unknown
 * @param after progress after the look
 * @param splits splits of the new data
 * @param missing splits that report missing intervals, if these have changed; else empty
 */
record TraceGrowth(
    @Nullable FollowedTrace before,
    FollowedTrace after,
    List<EtlSplit> splits,
    List<EtlSplit> missing) {

  /**
   * Creates the result for a growing file that could not be read for the idle timeout.
   *
   * @param cause what happened to the file
   */
  static TraceGrowth unread(final FollowedTrace before, final String cause) {
    final LostTail tail = LostTail.of(before);
    return new TraceGrowth(
        before, before.silent(tail.missing()), List.of(tail.end(cause)), List.of(tail.report()));
  }

  /** Creates the result for a file that has disappeared for good. */
  static TraceGrowth forgotten(final FollowedTrace before) {
    return new TraceGrowth(
        before,
        before,
        List.of(),
        hasOpenSession(before) ? List.of(LostTail.of(before).finalReport()) : List.of());
  }

  /**
   * Returns a copy that also ends the session before, whose file another session has overwritten.
   */
  TraceGrowth overwriting() {
    if (before == null || !hasOpenSession(before)) {
      return this;
    }
    final LostTail tail = LostTail.of(before).overwrittenBy(after.sessionStart());
    final List<EtlSplit> all = new ArrayList<>();
    if (before.stage() == Stage.GROWING) {
      all.add(tail.end("the file was overwritten before its session was closed"));
    }
    all.addAll(splits);
    final List<EtlSplit> reports = new ArrayList<>();
    reports.add(tail.finalReport());
    reports.addAll(missing);
    return new TraceGrowth(before, after, all, reports);
  }

  private static boolean hasOpenSession(final FollowedTrace trace) {
    return !trace.isFinished() && trace.trace().header() != null;
  }

  /**
   * Number of traces that were unknown before: an archive may hold several, and a file without
   * splits may hold none.
   */
  int newTraces() {
    if (before != null && before.isOf(after.sessionStart())) {
      return 0;
    }
    return after.stage() == Stage.GROWING ? 1 : PlannedTrace.of(splits).size();
  }

  /** Whether the trace had seemed to end before. */
  boolean goesOn() {
    return before != null && before.stage() == Stage.SILENT && before.isOf(after.sessionStart());
  }
}
