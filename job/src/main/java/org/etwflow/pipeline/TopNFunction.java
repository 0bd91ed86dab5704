package org.etwflow.pipeline;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.topn.TopNSelector;
import org.etwflow.flow.topn.TopNState;

/**
 * Emits rows for the N largest flows of a window, and one row for all others. The key is the end of
 * the window. All flows of a window arrive before the watermark that triggers its timer.
 */
final class TopNFunction extends KeyedProcessFunction<Long, WindowedFlow, WindowedFlow> {

  private static final long serialVersionUID = 1L;

  private final TopNSelector ranking;

  private transient ValueState<TopNState> window;

  TopNFunction(final TopNSelector ranking) {
    this.ranking = ranking;
  }

  @Override
  public void open(final OpenContext context) {
    window =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("window", TypeInformation.of(TopNState.class)));
  }

  @Override
  public void processElement(
      final WindowedFlow flow, final Context context, final Collector<WindowedFlow> out)
      throws Exception {
    final TopNState known = window.value();
    final TopNState flows = known == null ? new TopNState() : known;
    ranking.add(flow, flows);
    window.update(flows);
    context.timerService().registerEventTimeTimer(flow.windowEnd() - 1);
  }

  @Override
  public void onTimer(
      final long time, final OnTimerContext context, final Collector<WindowedFlow> out)
      throws Exception {
    final TopNState flows = window.value();
    ranking.top(flows).forEach(out::collect);
    final WindowedFlow other = ranking.other(flows);
    if (other != null) {
      out.collect(other);
    }
    window.clear();
  }
}
