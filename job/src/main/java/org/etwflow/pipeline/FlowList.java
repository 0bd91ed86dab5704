package org.etwflow.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.partial.PartialFlow;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.partial.PartialFlowBatchWriter;

/**
 * Flows of one partition in Flink's state, which are read and written together. A list of batches
 * takes a third of the heap that a map of objects would. In RocksDB it is one value, where a map
 * would have a value for each flow, with a search in the files for each access.
 *
 * @param batches partial flows, serialized
 */
record FlowList(ListState<PartialFlowBatch> batches) {

  /** Any pane: that of a list is known from the state which the list is in. */
  private static final long NO_PANE = 0;

  /** Descriptor of a state. */
  static ListStateDescriptor<PartialFlowBatch> descriptor(final String name) {
    return new ListStateDescriptor<>(name, TypeInformation.of(PartialFlowBatch.class));
  }

  /** Appends partial flows. Their keys may be in the list already. */
  void add(final PartialFlowBatch more) throws Exception {
    batches.add(more);
  }

  /** Merges the partial flows of each key, and returns the accumulators, which are new objects. */
  Map<FlowKey, FlowAccumulator> merged() throws Exception {
    final Map<FlowKey, FlowAccumulator> flows = new HashMap<>();
    final Iterable<PartialFlowBatch> all = batches.get();
    if (all == null) {
      return flows;
    }
    for (final PartialFlowBatch batch : all) {
      for (final PartialFlow partial : batch) {
        flows.merge(partial.key(), partial.statistics(), PaneMergeOperator::merged);
      }
    }
    return flows;
  }

  /** Replaces the list, and returns its size in bytes. The accumulators are not kept. */
  long replace(final Map<FlowKey, FlowAccumulator> flows) throws Exception {
    final List<PartialFlowBatch> written = new ArrayList<>();
    final PartialFlowBatchWriter writer = new PartialFlowBatchWriter(written::add);
    flows.forEach((key, statistics) -> writer.add(new PartialFlow(key, NO_PANE, statistics)));
    writer.flush();
    batches.update(written);
    return written.stream().mapToLong(PartialFlowBatch::size).sum();
  }

  void clear() {
    batches.clear();
  }
}
