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
 * Partial flows of panes that have not ended, as they arrived. They are merged together when their
 * pane ends: merging each one on arrival would be slower, since the state of its flow has left the
 * processor's cache by then. They are merged earlier when their size has doubled since the last
 * merge. This bounds the memory, however often a flow arrives, and the number of merges of each
 * byte.
 *
 * <p>The state belongs to the current key, a partition of flows. Its namespaces are pane starts.
 */
final class OpenPanes {

  private static final ListStateDescriptor<PartialFlowBatch> PARTIALS =
      new ListStateDescriptor<>("waiting", TypeInformation.of(PartialFlowBatch.class));

  /** Bytes that may still arrive before the next merge. */
  private static final ValueStateDescriptor<Integer> ROOM =
      new ValueStateDescriptor<>("room", Types.INT);

  /** The smallest size at which a pane of a partition is merged early. */
  private static final int MIN_ROOM = 1 << 16;

  private final KeyedStateBackend<Integer> states;

  OpenPanes(final KeyedStateBackend<Integer> states) {
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
    final int left = (room == null ? MIN_ROOM : room) - more.size();
    room(paneStart).update(left >= 0 ? left : mergeAndMakeRoom(paneStart));
  }

  /** Merges a pane, and returns its new size as the room for further partials. */
  private int mergeAndMakeRoom(final long paneStart) throws Exception {
    final List<PartialFlowBatch> written = new ArrayList<>();
    final PartialFlowBatchWriter writer = new PartialFlowBatchWriter(written::add);
    merged(paneStart)
        .forEach((key, statistics) -> writer.add(new PartialFlow(key, paneStart, statistics)));
    writer.flush();
    partials(paneStart).update(written);
    final long size = written.stream().mapToLong(PartialFlowBatch::size).sum();
    return (int) Math.min(Math.max(MIN_ROOM, size), Integer.MAX_VALUE);
  }

  private Map<FlowKey, FlowAccumulator> merged(final long paneStart) throws Exception {
    final Iterable<PartialFlowBatch> batches = partials(paneStart).get();
    if (batches == null) {
      return Map.of();
    }
    final Map<FlowKey, FlowAccumulator> flows = new HashMap<>();
    for (final PartialFlowBatch batch : batches) {
      for (final PartialFlow partial : batch) {
        flows.merge(partial.key(), partial.statistics(), PaneMergeOperator::merged);
      }
    }
    return flows;
  }

  /** Removes a pane, and returns the accumulators of its flows, which the caller may modify. */
  Map<FlowKey, FlowAccumulator> take(final long paneStart) throws Exception {
    final Map<FlowKey, FlowAccumulator> flows = merged(paneStart);
    partials(paneStart).clear();
    room(paneStart).clear();
    return flows;
  }
}
