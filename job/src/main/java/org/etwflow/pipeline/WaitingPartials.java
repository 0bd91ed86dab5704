package org.etwflow.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.partial.PartialFlow;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.partial.PartialFlowBatchWriter;

/**
 * The partials of panes that have not ended, as they came. They are merged all at once when their
 * pane ends: to look for the flow of each when it comes would take longer than all else, since what
 * is known of it has left the processor's cache by then. They are merged earlier when they have
 * become twice as many bytes as they were when they were merged last: so that they take a bounded
 * room, however often a flow comes, and no byte is merged often.
 *
 * <p>All is about the bucket that Flink has set as the key. Namespaces are panes, by their starts.
 */
final class WaitingPartials {

  private static final ListStateDescriptor<PartialFlowBatch> PARTIALS =
      new ListStateDescriptor<>("waiting", TypeInformation.of(PartialFlowBatch.class));

  /** So many bytes may still come until they are merged. */
  private static final ValueStateDescriptor<Integer> ROOM =
      new ValueStateDescriptor<>("room", Types.INT);

  /** What fewer bytes take is little enough, for each bucket and pane. */
  private static final int LEAST_ROOM = 1 << 16;

  private final KeyedStateBackend<Integer> states;

  WaitingPartials(final KeyedStateBackend<Integer> states) {
    this.states = states;
  }

  private ListState<PartialFlowBatch> partials(final long paneStart) throws Exception {
    return states.getPartitionedState(paneStart, LongSerializer.INSTANCE, PARTIALS);
  }

  private ValueState<Integer> room(final long paneStart) throws Exception {
    return states.getPartitionedState(paneStart, LongSerializer.INSTANCE, ROOM);
  }

  void add(final PartialFlowBatch more) throws Exception {
    final long paneStart = more.paneStart();
    partials(paneStart).add(more);
    final Integer room = room(paneStart).value();
    final int left = (room == null ? LEAST_ROOM : room) - more.size();
    room(paneStart).update(left >= 0 ? left : mergeAndMakeRoom(paneStart));
  }

  /** As much as they take once they are merged. */
  private int mergeAndMakeRoom(final long paneStart) throws Exception {
    final List<PartialFlowBatch> written = new ArrayList<>();
    final PartialFlowBatchWriter writer = new PartialFlowBatchWriter(written::add);
    merged(paneStart)
        .forEach((key, statistics) -> writer.add(new PartialFlow(key, paneStart, statistics)));
    writer.flush();
    partials(paneStart).update(written);
    final long size = written.stream().mapToLong(PartialFlowBatch::size).sum();
    return (int) Math.min(Math.max(LEAST_ROOM, size), Integer.MAX_VALUE);
  }

  private Map<FlowKey, FlowAccumulator> merged(final long paneStart) throws Exception {
    final Iterable<PartialFlowBatch> waiting = partials(paneStart).get();
    if (waiting == null) {
      return Map.of();
    }
    final Map<FlowKey, FlowAccumulator> flows = new HashMap<>();
    for (final PartialFlowBatch some : waiting) {
      for (final PartialFlow partial : some) {
        flows.merge(partial.key(), partial.statistics(), PaneMergeOperator::merged);
      }
    }
    return flows;
  }

  /**
   * What was counted of each flow of a pane, the caller's from now on: none of it waits any more.
   */
  Map<FlowKey, FlowAccumulator> take(final long paneStart) throws Exception {
    final Map<FlowKey, FlowAccumulator> flows = merged(paneStart);
    partials(paneStart).clear();
    room(paneStart).clear();
    return flows;
  }
}
