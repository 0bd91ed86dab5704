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
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.window.Windowing;

/**
 * Windows that are the same for all keys. Namespaces are panes, by their starts. A bucket has a
 * timer at the end of each of its panes, and at that of the window after one that has ended, as
 * long as it holds panes of it: in the namespace of the window's first pane.
 *
 * <p>Until a pane ends its partials {@linkplain WaitingPartials wait}.
 */
final class WindowMergeOperator extends PaneMergeOperator<Long> {

  private static final long serialVersionUID = 1L;

  /** What was counted of each key in panes that have ended, and are in windows which have not. */
  private static final MapStateDescriptor<FlowKey, FlowAccumulator> PANES =
      new MapStateDescriptor<>(
          "panes", TypeInformation.of(FlowKey.class), TypeInformation.of(FlowAccumulator.class));

  private final Windowing.Aligned windowing;

  private transient WaitingPartials waiting;

  /** By bucket: what follows from its panes, and is not part of the state. */
  private transient Map<Integer, PaneSums> sumsOfBuckets;

  private transient PaneSums.Panes panes;

  WindowMergeOperator(
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
    sumsOfBuckets = new HashMap<>();
    panes = new StoredPanes();
  }

  private MapState<FlowKey, FlowAccumulator> pane(final long paneStart) throws Exception {
    return getPartitionedState(paneStart, LongSerializer.INSTANCE, PANES);
  }

  @Override
  public void processElement1(final StreamRecord<PartialFlowBatch> element) throws Exception {
    final PartialFlowBatch partials = element.getValue();
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
    final PaneSums sums = sums(start, lastPaneStart);
    if (!lastPane.isEmpty()) {
      pane(lastPaneStart).putAll(lastPane);
      sums.add(lastPaneStart, lastPane.entrySet());
    }
    emit(start, end, sums.total());
    sums.removeBefore(windowing.neededFrom(end), panes);
    if (sums.isEmpty()) {
      sumsOfBuckets.remove((Integer) getCurrentKey());
    } else {
      registerTimer(windowing.paneEnd(end));
    }
  }

  /** Of the current bucket: made from its panes in the state, if they are not summed up yet. */
  private PaneSums sums(final long start, final long lastPaneStart) throws Exception {
    final Integer bucket = (Integer) getCurrentKey();
    PaneSums sums = sumsOfBuckets.get(bucket);
    if (sums == null) {
      sums = new PaneSums(this::nothing);
      for (long at = start; at < lastPaneStart; at = windowing.paneEnd(at)) {
        if (!pane(at).isEmpty()) {
          sums.add(at, pane(at).entries());
        }
      }
      sumsOfBuckets.put(bucket, sums);
    }
    return sums;
  }

  /** The panes of the current bucket. */
  private final class StoredPanes implements PaneSums.Panes {

    @Override
    public Iterable<Map.Entry<FlowKey, FlowAccumulator>> flows(final long paneStart)
        throws Exception {
      return pane(paneStart).entries();
    }

    @Override
    public void remove(final long paneStart) throws Exception {
      pane(paneStart).clear();
    }
  }

  @Override
  boolean isInTotal(final long windowStart, final long windowEnd) {
    return windowing.isInTotal(windowStart, windowEnd);
  }
}
