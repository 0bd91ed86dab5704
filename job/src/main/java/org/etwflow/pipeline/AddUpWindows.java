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
import org.etwflow.flow.WindowedFlow;

/** Adds up what was counted of each key of a {@link FlowBucket}, and emits it when all is told. */
final class AddUpWindows extends KeyedProcessFunction<Integer, List<WindowedFlow>, WindowedFlow> {

  private static final long serialVersionUID = 1L;

  private transient MapState<FlowKey, FlowAccumulator> totals;

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
      final List<WindowedFlow> flows, final Context context, final Collector<WindowedFlow> out)
      throws Exception {
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    for (final WindowedFlow flow : flows) {
      totals.put(flow.key(), MergePanes.merged(totals.get(flow.key()), flow.statistics()));
    }
  }

  /** The last watermark is the largest time there is. */
  @Override
  public void onTimer(
      final long time, final OnTimerContext context, final Collector<WindowedFlow> out)
      throws Exception {
    for (final Map.Entry<FlowKey, FlowAccumulator> flow : totals.entries()) {
      out.collect(WindowedFlow.ofWholeRun(flow.getKey(), flow.getValue()));
    }
    totals.clear();
  }
}
