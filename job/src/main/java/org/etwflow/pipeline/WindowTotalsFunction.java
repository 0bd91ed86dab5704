package org.etwflow.pipeline;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.FlowPartition;
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

  private final TopNSelector ranking;

  private transient MapState<FlowKey, FlowAccumulator> totals;

  WindowTotalsFunction(final TopNSelector ranking) {
    this.ranking = ranking;
  }

  @Override
  public void open(final OpenContext context) {
    totals =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "totals",
                    TypeInformation.of(FlowKey.class),
                    TypeInformation.of(FlowAccumulator.class)));
  }

  @Override
  public void processElement(
      final List<WindowedFlow> flows, final Context context, final Collector<TopNState> out)
      throws Exception {
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    for (final WindowedFlow flow : flows) {
      final FlowKey key = flow.requireKey();
      totals.put(key, PaneMergeOperator.merged(totals.get(key), flow.statistics()));
    }
  }

  /** Called at the end of the input, whose watermark is the largest timestamp. */
  @Override
  public void onTimer(final long time, final OnTimerContext context, final Collector<TopNState> out)
      throws Exception {
    final TopNState flows = new TopNState();
    for (final Map.Entry<FlowKey, FlowAccumulator> flow : totals.entries()) {
      ranking.add(WindowedFlow.ofWholeRun(flow.getKey(), flow.getValue()), flows);
    }
    out.collect(flows);
    totals.clear();
  }
}
