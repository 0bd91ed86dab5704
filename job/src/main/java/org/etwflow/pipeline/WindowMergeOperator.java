package org.etwflow.pipeline;

import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
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
 * <p>Partials of a pane that has not ended are kept in an {@link OpenPane}, and panes that have
 * ended but belong to windows that have not in {@link PaneSums}. The heap holds the flows of one
 * partition at a time, besides what the state backend keeps there.
 */
final class WindowMergeOperator extends PaneMergeOperator<Long> {

  private static final long serialVersionUID = 1L;

  private static final ListStateDescriptor<PartialFlowBatch> PANES = FlowList.descriptor("panes");
  private static final ListStateDescriptor<PartialFlowBatch> FRONT = FlowList.descriptor("front");
  private static final ListStateDescriptor<PartialFlowBatch> BACK = FlowList.descriptor("back");
  private static final ListStateDescriptor<Long> FRONT_PANES =
      new ListStateDescriptor<>("front-panes", Types.LONG);
  private static final ListStateDescriptor<Long> BACK_PANES =
      new ListStateDescriptor<>("back-panes", Types.LONG);

  /** Namespace of states that a partition has one of. */
  private static final long ALL_PANES = 0;

  private final Windowing.Aligned windowing;

  private transient PaneSums sums;

  WindowMergeOperator(final SelectedStatistics selected, final Windowing.Aligned windowing) {
    super(selected, Types.LONG);
    this.windowing = windowing;
  }

  @Override
  public void open() throws Exception {
    super.open();
    sums = new PaneSums(new PartitionStates());
  }

  private <S extends State, T> S state(final long namespace, final StateDescriptor<S, T> descriptor)
      throws Exception {
    return getPartitionedState(namespace, LongSerializer.INSTANCE, descriptor);
  }

  private FlowList flows(
      final long namespace, final ListStateDescriptor<PartialFlowBatch> descriptor)
      throws Exception {
    return new FlowList(state(namespace, descriptor));
  }

  private OpenPane openPane(final long paneStart) throws Exception {
    return new OpenPane(flows(paneStart, OpenPane.PARTIALS), state(paneStart, OpenPane.ROOM));
  }

  @Override
  public void processElement1(final StreamRecord<PartialFlowBatch> element) throws Exception {
    final PartialFlowBatch partials = element.getValue();
    openPane(partials.paneStart()).add(partials);
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
    final Map<FlowKey, FlowAccumulator> lastPane = openPane(lastPaneStart).take();
    lastPane.values().forEach(FlowAccumulator::close);
    if (lastPaneStart == start && windowing.neededFrom(end) == end) {
      emit(start, end, lastPane);
      return;
    }
    emit(start, end, sums.add(lastPaneStart, lastPane));
    if (sums.removeBefore(windowing.neededFrom(end))) {
      registerTimer(windowing.paneEnd(end));
    }
  }

  /** The states of the current partition. */
  private final class PartitionStates implements PaneSums.States {

    @Override
    public FlowList pane(final long paneStart) throws Exception {
      return flows(paneStart, PANES);
    }

    @Override
    public FlowList front() throws Exception {
      return flows(ALL_PANES, FRONT);
    }

    @Override
    public FlowList back() throws Exception {
      return flows(ALL_PANES, BACK);
    }

    @Override
    public ListState<Long> frontPanes() throws Exception {
      return state(ALL_PANES, FRONT_PANES);
    }

    @Override
    public ListState<Long> backPanes() throws Exception {
      return state(ALL_PANES, BACK_PANES);
    }
  }

  @Override
  boolean isInTotal(final long windowStart, final long windowEnd) {
    return windowing.isInTotal(windowStart, windowEnd);
  }
}
