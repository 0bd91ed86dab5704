package org.etwflow.pipeline;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.etwflow.flow.FlowAccumulator;
import org.etwflow.flow.FlowKey;
import org.etwflow.flow.FlowPartial;
import org.etwflow.flow.FlowTotal;
import org.etwflow.flow.SelectedStatistics;
import org.etwflow.flow.WindowedFlow;

/**
 * Merges the partials of a key pane by pane, and the panes into windows when these end. To a side
 * output goes what makes the totals, which count every send once though windows overlap.
 *
 * <p>Flink's own windows do not serve. Each window is a state of its own there, so that a send is
 * merged into all windows it is in, up to 1,000; and of sessions it looks at every open one of the
 * key for each partial. In batch all are open until the end: with a gap of 100 ms 210 MB took 85 s,
 * and with one of 1 ms more than 200 s. Here a partial meets its own pane alone.
 */
abstract class MergePanes extends KeyedProcessFunction<FlowKey, FlowPartial, WindowedFlow> {

  private static final long serialVersionUID = 1L;

  private final SelectedStatistics selected;
  private final OutputTag<FlowTotal> totalTag;

  /** By their starts: what was counted in panes that are in windows which have not ended. */
  private transient MapState<Long, FlowAccumulator> panes;

  MergePanes(final SelectedStatistics selected, final OutputTag<FlowTotal> totalTag) {
    this.selected = selected;
    this.totalTag = totalTag;
  }

  @Override
  public final void open(final OpenContext context) {
    panes =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "panes", Types.LONG, TypeInformation.of(FlowAccumulator.class)));
  }

  /** What was counted in a pane so far; null if nothing was. */
  final FlowAccumulator pane(final long paneStart) throws Exception {
    return panes.get(paneStart);
  }

  /** Adds a partial to its pane, and tells what was counted there. */
  final FlowAccumulator add(final FlowPartial partial) throws Exception {
    final FlowAccumulator known = panes.get(partial.paneStart);
    final FlowAccumulator pane = known == null ? nothing() : known;
    pane.merge(partial.statistics);
    panes.put(partial.paneStart, pane);
    return pane;
  }

  final void remove(final long paneStart) throws Exception {
    panes.remove(paneStart);
  }

  final FlowAccumulator nothing() {
    return selected.newAccumulator();
  }

  final void emit(
      final WindowedFlow flow, final Context context, final Collector<WindowedFlow> out) {
    out.collect(flow);
    if (isInTotal(flow)) {
      context.output(totalTag, new FlowTotal(flow.key(), flow.statistics()));
    }
  }

  /** Whether a window is one of those that together hold every send exactly once. */
  abstract boolean isInTotal(WindowedFlow flow);
}
