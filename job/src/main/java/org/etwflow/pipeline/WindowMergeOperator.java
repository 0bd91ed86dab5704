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
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.window.Windowing;

/**
 * Merges panes into aligned windows: tumbling, sliding, cumulative, or one for the whole run. State
 * namespaces are pane starts. A partition has a timer at the end of each of its panes, and, while
 * it holds panes of a later window, at the end of that window, in the namespace of its first pane.
 *
 * <p>Partials of a pane that has not ended are kept in {@link OpenPanes}.
 */
final class WindowMergeOperator extends PaneMergeOperator<Long> {

  private static final long serialVersionUID = 1L;

  /** Accumulators by key, of panes that have ended but belong to windows that have not. */
  private static final MapStateDescriptor<FlowKey, FlowAccumulator> PANES =
      new MapStateDescriptor<>(
          "panes", TypeInformation.of(FlowKey.class), TypeInformation.of(FlowAccumulator.class));

  private final Windowing.Aligned windowing;

  private transient OpenPanes openPanes;

  /** Sums by partition. They are derived from the panes, and are not part of the state. */
  private transient Map<Integer, PaneSums> sumsByPartition;

  private transient PaneSums.Panes panes;

  WindowMergeOperator(final SelectedStatistics selected, final Windowing.Aligned windowing) {
    super(selected, Types.LONG);
    this.windowing = windowing;
  }

  @Override
  public void open() throws Exception {
    super.open();
    openPanes = new OpenPanes(getKeyedStateBackend());
    sumsByPartition = new HashMap<>();
    panes = new StoredPanes();
  }

  private MapState<FlowKey, FlowAccumulator> pane(final long paneStart) throws Exception {
    return getPartitionedState(paneStart, LongSerializer.INSTANCE, PANES);
  }

  @Override
  public void processElement1(final StreamRecord<PartialFlowBatch> element) throws Exception {
    final PartialFlowBatch partials = element.getValue();
    openPanes.add(partials);
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
    final Map<FlowKey, FlowAccumulator> lastPane = openPanes.take(lastPaneStart);
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
      sumsByPartition.remove((Integer) getCurrentKey());
    } else {
      registerTimer(windowing.paneEnd(end));
    }
  }

  /** The sums of the current partition, built from the panes in the state if they are missing. */
  private PaneSums sums(final long start, final long lastPaneStart) throws Exception {
    final Integer partition = (Integer) getCurrentKey();
    PaneSums sums = sumsByPartition.get(partition);
    if (sums == null) {
      sums = new PaneSums(this::newAccumulator);
      for (long at = start; at < lastPaneStart; at = windowing.paneEnd(at)) {
        if (!pane(at).isEmpty()) {
          sums.add(at, pane(at).entries());
        }
      }
      sumsByPartition.put(partition, sums);
    }
    return sums;
  }

  /** The panes of the current partition in Flink's state. */
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
