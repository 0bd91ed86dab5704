package org.etwflow.pipeline;

import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.etwflow.flow.FlowAccumulator;
import org.etwflow.flow.FlowPartial;
import org.etwflow.flow.FlowTotal;
import org.etwflow.flow.SelectedStatistics;
import org.etwflow.flow.WindowedFlow;
import org.etwflow.flow.Windowing;

/**
 * Sessions: panes next to each other, in which no send is more than a gap behind the one before.
 * One ends when time has come to a gap behind its last send.
 */
final class MergeSessions extends MergePanes {

  private static final long serialVersionUID = 1L;

  private final Windowing.Session windowing;
  private final long gapMillis;

  MergeSessions(
      final SelectedStatistics selected,
      final Windowing.Session windowing,
      final OutputTag<FlowTotal> totalTag) {
    super(selected, totalTag);
    this.windowing = windowing;
    this.gapMillis = windowing.gap().toMillis();
  }

  @Override
  public void processElement(
      final FlowPartial partial, final ReadOnlyContext context, final Collector<WindowedFlow> out)
      throws Exception {
    final FlowAccumulator known = pane(partial.paneStart);
    if (known != null) {
      context.timerService().deleteEventTimeTimer(known.lastMillis() + gapMillis);
    }
    final FlowAccumulator pane = add(partial);
    context.timerService().registerEventTimeTimer(pane.lastMillis() + gapMillis);
  }

  /** All sends up to a gap behind the last one of a pane are there. */
  @Override
  public void onTimer(
      final long time, final OnTimerContext context, final Collector<WindowedFlow> out)
      throws Exception {
    final long last = time - gapMillis;
    final long paneStart = windowing.paneStart(last);
    final FlowAccumulator next = pane(paneStart + gapMillis);
    if (next == null || next.firstMillis() - last > gapMillis) {
      final FlowAccumulator session = endingIn(paneStart);
      emit(session.firstMillis(), time, session, context, out);
    }
  }

  /** The session whose last pane this is: it is taken out of the state. */
  private FlowAccumulator endingIn(final long lastPaneStart) throws Exception {
    final FlowAccumulator session = nothing();
    long paneStart = lastPaneStart;
    FlowAccumulator pane = closedPane(paneStart);
    while (pane != null && !isApart(pane, session)) {
      session.merge(pane);
      remove(paneStart);
      paneStart -= gapMillis;
      pane = closedPane(paneStart);
    }
    return session;
  }

  private boolean isApart(final FlowAccumulator earlier, final FlowAccumulator session) {
    return session.sendCount > 0 && session.firstMillis() - earlier.lastMillis() > gapMillis;
  }

  @Override
  boolean isInTotal(final long windowStart, final long windowEnd) {
    return true;
  }
}
