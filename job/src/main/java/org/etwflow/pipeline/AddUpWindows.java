package org.etwflow.pipeline;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.etwflow.flow.FlowAccumulator;
import org.etwflow.flow.FlowBucket;
import org.etwflow.flow.FlowKey;
import org.etwflow.flow.FlowRanking;
import org.etwflow.flow.RankedFlows;
import org.etwflow.flow.WindowedFlow;

/**
 * Adds up what was counted of each key of a {@link FlowBucket}, and emits them ranked when all is
 * told: the one task that they all go to gets those that may be among the largest, and no others.
 */
final class AddUpWindows extends KeyedProcessFunction<Integer, List<WindowedFlow>, RankedFlows> {

  private static final long serialVersionUID = 1L;

  private final FlowRanking ranking;

  private transient MapState<FlowKey, FlowAccumulator> totals;

  AddUpWindows(final FlowRanking ranking) {
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
      final List<WindowedFlow> flows, final Context context, final Collector<RankedFlows> out)
      throws Exception {
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    for (final WindowedFlow flow : flows) {
      totals.put(flow.key(), MergePanes.merged(totals.get(flow.key()), flow.statistics()));
    }
  }

  /** The last watermark is the largest time there is. */
  @Override
  public void onTimer(
      final long time, final OnTimerContext context, final Collector<RankedFlows> out)
      throws Exception {
    final RankedFlows flows = new RankedFlows();
    for (final Map.Entry<FlowKey, FlowAccumulator> flow : totals.entries()) {
      ranking.add(WindowedFlow.ofWholeRun(flow.getKey(), flow.getValue()), flows);
    }
    out.collect(flows);
    totals.clear();
  }
}
