package org.etwflow.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.etwflow.flow.FlowAccumulator;
import org.etwflow.flow.FlowKey;
import org.etwflow.flow.FlowPartials;
import org.etwflow.flow.SelectedStatistics;
import org.etwflow.flow.WindowedFlow;
import org.etwflow.flow.Windowing;

/**
 * Windows that are the same for all keys. Namespaces are panes, by their starts. A bucket has a
 * timer at the end of each of its panes, and at that of the window after one that has ended, as
 * long as it holds panes of it: in the namespace of the window's first pane.
 *
 * <p>Until a pane ends its partials {@linkplain WaitingPartials wait}.
 */
final class MergeWindows extends MergePanes<Long> {

  private static final long serialVersionUID = 1L;

  /** What was counted of each key in panes that have ended, and are in windows which have not. */
  private static final MapStateDescriptor<FlowKey, FlowAccumulator> PANES =
      new MapStateDescriptor<>(
          "panes", TypeInformation.of(FlowKey.class), TypeInformation.of(FlowAccumulator.class));

  private final Windowing.Aligned windowing;

  private transient WaitingPartials waiting;

  MergeWindows(
      final SelectedStatistics selected,
      final Windowing.Aligned windowing,
      final OutputTag<List<WindowedFlow>> totalTag) {
    super(selected, totalTag, Types.LONG);
    this.windowing = windowing;
  }

  @Override
  public void open() throws Exception {
    super.open();
    waiting = new WaitingPartials(getKeyedStateBackend());
  }

  private MapState<FlowKey, FlowAccumulator> pane(final long paneStart) throws Exception {
    return getPartitionedState(paneStart, LongSerializer.INSTANCE, PANES);
  }

  @Override
  public void processElement1(final StreamRecord<FlowPartials> element) throws Exception {
    final FlowPartials partials = element.getValue();
    waiting.add(partials);
    registerTimer(windowing.paneEnd(partials.paneStart()));
  }

  private void registerTimer(final long windowEnd) {
    timers().registerEventTimeTimer(windowing.windowStart(windowEnd), windowEnd - 1);
  }

  @Override
  public void onEventTime(final InternalTimer<Integer, Long> timer) throws Exception {
    final long start = timer.getNamespace();
    final long end = timer.getTimestamp() + 1;
    final long lastPaneStart = windowing.paneStart(end - 1);
    final Map<FlowKey, FlowAccumulator> lastPane = waiting.take(lastPaneStart);
    lastPane.values().forEach(FlowAccumulator::close);
    if (lastPaneStart == start && windowing.neededFrom(end) == end) {
      emit(start, end, lastPane);
      return;
    }
    if (!lastPane.isEmpty()) {
      pane(lastPaneStart).putAll(lastPane);
    }
    emit(start, end, window(start, end));
    if (keepsPanesOf(start, end)) {
      registerTimer(windowing.paneEnd(end));
    }
  }

  private Map<FlowKey, FlowAccumulator> window(final long start, final long end) throws Exception {
    final Map<FlowKey, FlowAccumulator> window = new HashMap<>();
    for (long paneStart = start; paneStart < end; paneStart = windowing.paneEnd(paneStart)) {
      for (final Map.Entry<FlowKey, FlowAccumulator> flow : pane(paneStart).entries()) {
        window.computeIfAbsent(flow.getKey(), key -> nothing()).merge(flow.getValue());
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
        pane(paneStart).clear();
      } else {
        keeps |= !pane(paneStart).isEmpty();
      }
    }
    return keeps;
  }

  @Override
  boolean isInTotal(final long windowStart, final long windowEnd) {
    return windowing.isInTotal(windowStart, windowEnd);
  }
}
