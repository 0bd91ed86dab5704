package org.etwflow.pipeline;

import java.util.HashMap;
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
import org.etwflow.flow.FlowPartial;
import org.etwflow.flow.SelectedStatistics;
import org.etwflow.flow.WindowedFlow;
import org.etwflow.flow.Windowing;

/**
 * Windows that are the same for all keys. Namespaces are panes, by their starts. A bucket has a
 * timer at the end of each of its panes, and at that of the window after one that has ended, as
 * long as it holds panes of it: in the namespace of the window's first pane.
 */
final class MergeWindows extends MergePanes<Long> {

  private static final long serialVersionUID = 1L;

  /** What was counted of each key in panes that are in windows which have not ended. */
  private static final MapStateDescriptor<FlowKey, FlowAccumulator> PANES =
      new MapStateDescriptor<>(
          "panes", TypeInformation.of(FlowKey.class), TypeInformation.of(FlowAccumulator.class));

  private final Windowing.Aligned windowing;

  MergeWindows(
      final SelectedStatistics selected,
      final Windowing.Aligned windowing,
      final OutputTag<WindowedFlow> totalTag) {
    super(selected, totalTag, Types.LONG);
    this.windowing = windowing;
  }

  private MapState<FlowKey, FlowAccumulator> pane(final long paneStart) throws Exception {
    return getPartitionedState(paneStart, LongSerializer.INSTANCE, PANES);
  }

  @Override
  public void processElement1(final StreamRecord<FlowPartial> element) throws Exception {
    final FlowPartial partial = element.getValue();
    final MapState<FlowKey, FlowAccumulator> pane = pane(partial.paneStart);
    final FlowAccumulator known = pane.get(partial.key);
    if (known == null && pane.isEmpty()) {
      registerTimer(windowing.paneEnd(partial.paneStart));
    }
    pane.put(partial.key, merged(known, partial.statistics));
  }

  private void registerTimer(final long windowEnd) {
    timers().registerEventTimeTimer(windowing.windowStart(windowEnd), windowEnd - 1);
  }

  @Override
  public void onEventTime(final InternalTimer<Integer, Long> timer) throws Exception {
    final long start = timer.getNamespace();
    final long end = timer.getTimestamp() + 1;
    if (windowing.paneEnd(start) == end) {
      emitPane(start, end);
    } else {
      emitMerged(start, end);
    }
    if (keepsPanesOf(start, end)) {
      registerTimer(windowing.paneEnd(end));
    }
  }

  private void emitPane(final long start, final long end) throws Exception {
    for (final Map.Entry<FlowKey, FlowAccumulator> flow : pane(start).entries()) {
      flow.getValue().close();
      emit(flow.getKey(), start, end, flow.getValue());
    }
  }

  private void emitMerged(final long start, final long end) throws Exception {
    final Map<FlowKey, FlowAccumulator> window = new HashMap<>();
    for (long paneStart = start; paneStart < end; paneStart = windowing.paneEnd(paneStart)) {
      for (final Map.Entry<FlowKey, FlowAccumulator> flow : pane(paneStart).entries()) {
        flow.getValue().close();
        window.computeIfAbsent(flow.getKey(), key -> nothing()).merge(flow.getValue());
      }
    }
    for (final Map.Entry<FlowKey, FlowAccumulator> flow : window.entrySet()) {
      emit(flow.getKey(), start, end, flow.getValue());
    }
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
