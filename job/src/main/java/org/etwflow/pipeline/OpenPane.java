package org.etwflow.pipeline;

import java.util.Map;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.partial.PartialFlowBatch;

/**
 * Partial flows of a pane that has not ended, as they arrived. They are merged together when the
 * pane ends: merging each one on arrival would be slower, since the state of its flow has left the
 * processor's cache by then. They are merged earlier when their size has doubled since the last
 * merge. This bounds the memory, however often a flow arrives, and the number of merges of each
 * byte.
 *
 * @param flows the partial flows of one partition
 * @param room bytes that may still arrive before the next merge
 */
record OpenPane(FlowList flows, ValueState<Integer> room) {

  static final ListStateDescriptor<PartialFlowBatch> PARTIALS = FlowList.descriptor("waiting");
  static final ValueStateDescriptor<Integer> ROOM = new ValueStateDescriptor<>("room", Types.INT);

  /** The smallest size at which a pane of a partition is merged early. */
  private static final int MIN_ROOM = 1 << 16;

  void add(final PartialFlowBatch more) throws Exception {
    flows.add(more);
    final Integer known = room.value();
    final int left = (known == null ? MIN_ROOM : known) - more.size();
    room.update(left >= 0 ? left : mergeAndMakeRoom());
  }

  /** Merges the pane, and returns its new size as the room for further partials. */
  private int mergeAndMakeRoom() throws Exception {
    final long size = flows.replace(flows.merged());
    return (int) Math.min(Math.max(MIN_ROOM, size), Integer.MAX_VALUE);
  }

  /** Removes the pane, and returns the accumulators of its flows, which are new objects. */
  Map<FlowKey, FlowAccumulator> take() throws Exception {
    final Map<FlowKey, FlowAccumulator> all = flows.merged();
    flows.clear();
    room.clear();
    return all;
  }
}
