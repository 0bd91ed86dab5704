package org.etwflow.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.etwflow.flow.key.FlowPartition;
import org.etwflow.flow.partial.PartialFlow;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.partial.PartialFlowBatchWriter;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.topn.TopNSelector;
import org.etwflow.flow.topn.TopNState;

/**
 * Adds up the flows of a {@link FlowPartition} over the whole run, and emits them ranked at the end
 * of the input. The single task downstream receives candidates for the largest flows only.
 */
final class WindowTotalsFunction
    extends KeyedProcessFunction<Integer, List<WindowedFlow>, TopNState> {

  private static final long serialVersionUID = 1L;

  private static final ListStateDescriptor<PartialFlowBatch> TOTALS = FlowList.descriptor("totals");

  /** Start of the only pane. */
  private static final long WHOLE_RUN = 0;

  private final TopNSelector ranking;

  private transient OpenPane totals;
  private transient List<PartialFlowBatch> batches;
  private transient PartialFlowBatchWriter writer;

  WindowTotalsFunction(final TopNSelector ranking) {
    this.ranking = ranking;
  }

  @Override
  public void open(final OpenContext context) {
    totals =
        new OpenPane(
            new FlowList(getRuntimeContext().getListState(TOTALS)),
            getRuntimeContext().getState(OpenPane.ROOM));
    batches = new ArrayList<>();
    writer = new PartialFlowBatchWriter(batches::add);
  }

  /** Appends the flows: most windows of a run are much smaller than the totals so far. */
  @Override
  public void processElement(
      final List<WindowedFlow> flows, final Context context, final Collector<TopNState> out)
      throws Exception {
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    for (final WindowedFlow flow : flows) {
      writer.add(new PartialFlow(flow.requireKey(), WHOLE_RUN, flow.statistics()));
    }
    writer.flush();
    for (final PartialFlowBatch batch : batches) {
      totals.add(batch);
    }
    batches.clear();
  }

  /** Called at the end of the input, whose watermark is the largest timestamp. */
  @Override
  public void onTimer(final long time, final OnTimerContext context, final Collector<TopNState> out)
      throws Exception {
    final TopNState flows = new TopNState();
    totals.take().forEach((key, total) -> ranking.add(WindowedFlow.ofWholeRun(key, total), flows));
    out.collect(flows);
  }
}
