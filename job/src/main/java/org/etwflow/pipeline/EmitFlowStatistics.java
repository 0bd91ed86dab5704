package org.etwflow.pipeline;

import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.etwflow.flow.FlowAccumulator;
import org.etwflow.flow.FlowKey;
import org.etwflow.flow.FlowStatistics;
import org.etwflow.flow.FlowTotal;
import org.etwflow.flow.Grouping;
import org.etwflow.flow.Windowing;

/**
 * A window is complete: emits its row, and to a side output what goes into the totals, which count
 * every send once though windows overlap.
 */
final class EmitFlowStatistics
    extends ProcessWindowFunction<FlowAccumulator, FlowStatistics, FlowKey, TimeWindow> {

  private static final long serialVersionUID = 1L;

  private final Grouping grouping;
  private final Windowing.Aligned windowing;
  private final OutputTag<FlowTotal> totalTag;

  EmitFlowStatistics(
      final Grouping grouping,
      final Windowing.Aligned windowing,
      final OutputTag<FlowTotal> totalTag) {
    this.grouping = grouping;
    this.windowing = windowing;
    this.totalTag = totalTag;
  }

  @Override
  public void process(
      final FlowKey key,
      final Context context,
      final Iterable<FlowAccumulator> counted,
      final Collector<FlowStatistics> out) {
    final FlowAccumulator statistics = counted.iterator().next();
    final TimeWindow window = context.window();
    out.collect(row(key, window, statistics));
    if (windowing.isInTotal(window)) {
      context.output(totalTag, new FlowTotal(key, statistics));
    }
  }

  private FlowStatistics row(
      final FlowKey key, final TimeWindow window, final FlowAccumulator statistics) {
    return windowing instanceof Windowing.WholeRun
        ? FlowStatistics.ofWholeRun(grouping, key, statistics)
        : FlowStatistics.of(grouping, key, window.getStart(), window.getEnd(), statistics);
  }
}
