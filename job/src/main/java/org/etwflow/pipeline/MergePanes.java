package org.etwflow.pipeline;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.etwflow.flow.FlowAccumulator;
import org.etwflow.flow.FlowKey;
import org.etwflow.flow.FlowPartial;
import org.etwflow.flow.FlowTotal;
import org.etwflow.flow.SelectedStatistics;
import org.etwflow.flow.WindowedFlow;
import org.etwflow.quality.DataLoss;
import org.etwflow.quality.LostTimes;

/**
 * Merges the partials of a key pane by pane, and the panes into windows when these end. To a side
 * output goes what makes the totals, which count every send once though windows overlap.
 *
 * <p>Flink's own windows do not serve. Each window is a state of its own there, so that a send is
 * merged into all windows it is in, up to 1,000; and of sessions it looks at every open one of the
 * key for each partial. In batch all are open until the end: with a gap of 100 ms 210 MB took 85 s,
 * and with one of 1 ms more than 200 s. Here a partial meets its own pane alone.
 *
 * <p>What was lost of a trace concerns all keys, and comes on a stream that every task gets. Its
 * watermarks hold back those of the partials: when a window ends, all is known that was lost in it.
 */
abstract class MergePanes
    extends KeyedBroadcastProcessFunction<FlowKey, FlowPartial, DataLoss, WindowedFlow> {

  /** By host: the bounds of its lost times. */
  static final MapStateDescriptor<String, long[]> LOST_TIMES =
      new MapStateDescriptor<>(
          "lost-times", Types.STRING, PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO);

  private static final long serialVersionUID = 1L;

  /** Stands in states for the machine of all traces, which has no name. */
  private static final String ONE_MACHINE = "";

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

  @Override
  public final void processBroadcastElement(
      final DataLoss loss, final Context context, final Collector<WindowedFlow> out)
      throws Exception {
    final BroadcastState<String, long[]> lost = context.getBroadcastState(LOST_TIMES);
    final String host = hostOf(loss.host());
    lost.put(host, LostTimes.of(lost.get(host)).plus(loss).bounds());
  }

  private static String hostOf(final String host) {
    return host == null ? ONE_MACHINE : host;
  }

  /** What was counted in a pane so far; null if nothing was. */
  final FlowAccumulator pane(final long paneStart) throws Exception {
    return panes.get(paneStart);
  }

  /** The same of a pane that is over: no other send will be counted in it. */
  final FlowAccumulator closedPane(final long paneStart) throws Exception {
    final FlowAccumulator pane = panes.get(paneStart);
    if (pane != null) {
      pane.close();
    }
    return pane;
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

  /** A window has ended. */
  final void emit(
      final long start,
      final long end,
      final FlowAccumulator statistics,
      final OnTimerContext context,
      final Collector<WindowedFlow> out)
      throws Exception {
    final FlowKey key = context.getCurrentKey();
    final ReadOnlyBroadcastState<String, long[]> lost = context.getBroadcastState(LOST_TIMES);
    final boolean isComplete = !LostTimes.of(lost.get(hostOf(key.host()))).meet(start, end);
    out.collect(new WindowedFlow(key, start, end, statistics, isComplete));
    if (isInTotal(start, end)) {
      context.output(totalTag, new FlowTotal(key, statistics));
    }
  }

  /** Whether a window is one of those that together hold every send exactly once. */
  abstract boolean isInTotal(long windowStart, long windowEnd);
}
