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
 * Windows that are the same for all keys. A key has a timer at the end of each of its panes, and at
 * that of the window after one that has ended, as long as it holds panes of it.
 */
final class MergeWindows extends MergePanes {

  private static final long serialVersionUID = 1L;

  private final Windowing.Aligned windowing;

  MergeWindows(
      final SelectedStatistics selected,
      final Windowing.Aligned windowing,
      final OutputTag<FlowTotal> totalTag) {
    super(selected, totalTag);
    this.windowing = windowing;
  }

  @Override
  public void processElement(
      final FlowPartial partial, final ReadOnlyContext context, final Collector<WindowedFlow> out)
      throws Exception {
    add(partial);
    context.timerService().registerEventTimeTimer(windowing.paneEnd(partial.paneStart) - 1);
  }

  @Override
  public void onTimer(
      final long time, final OnTimerContext context, final Collector<WindowedFlow> out)
      throws Exception {
    final long end = time + 1;
    final long start = windowing.windowStart(end);
    emit(start, end, merged(start, end), context, out);
    if (keepsPanesOf(start, end)) {
      context.timerService().registerEventTimeTimer(windowing.paneEnd(end) - 1);
    }
  }

  private FlowAccumulator merged(final long start, final long end) throws Exception {
    if (windowing.paneEnd(start) == end) {
      return closedPane(start);
    }
    final FlowAccumulator window = nothing();
    for (long paneStart = start; paneStart < end; paneStart = windowing.paneEnd(paneStart)) {
      final FlowAccumulator pane = closedPane(paneStart);
      if (pane != null) {
        window.merge(pane);
      }
    }
    return window;
  }

  /** Whether the next window has panes of the one that has ended: the others are removed. */
  private boolean keepsPanesOf(final long start, final long end) throws Exception {
    final long neededFrom = windowing.neededFrom(end);
    boolean keeps = false;
    for (long paneStart = start; paneStart < end; paneStart = windowing.paneEnd(paneStart)) {
      if (paneStart < neededFrom) {
        remove(paneStart);
      } else {
        keeps |= pane(paneStart) != null;
      }
    }
    return keeps;
  }

  @Override
  boolean isInTotal(final long windowStart, final long windowEnd) {
    return windowing.isInTotal(windowStart, windowEnd);
  }
}
