package org.etwflow.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.FlowPartition;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.quality.LossReport;

/**
 * Merges the partials of a key pane by pane, and the panes into windows when these end. To a side
 * output goes what makes the totals, which count every send once though windows overlap.
 *
 * <p>Flink's own windows do not serve. Each window is a state of its own there, so that a send is
 * merged into all windows it is in, up to 1,000; and of sessions it looks at every open one of the
 * key for each partial. In batch all are open until the end: with a gap of 100 ms 210 MB took 85 s,
 * and with one of 1 ms more than 200 s. Here a partial meets its own pane alone.
 *
 * <p>To Flink a key is a {@link FlowPartition} of flows; what its namespaces are, the kinds of
 * windows tell.
 *
 * <p>What was lost of a trace concerns all keys, and comes on a stream that every task gets. Its
 * watermarks hold back those of the partials: when a window ends, all is known that was lost in it.
 *
 * @param <N> the namespaces of the state
 */
abstract class PaneMergeOperator<N> extends AbstractStreamOperator<WindowedFlow>
    implements TwoInputStreamOperator<PartialFlowBatch, LossReport, WindowedFlow>,
        Triggerable<Integer, N> {

  private static final long serialVersionUID = 1L;

  private final SelectedStatistics selected;
  private final OutputTag<List<WindowedFlow>> totalTag;
  private final TypeInformation<N> namespaceType;

  private transient HostLosses losses;
  private transient InternalTimerService<N> timers;
  private transient StreamRecord<WindowedFlow> flowRecord;
  private transient StreamRecord<List<WindowedFlow>> totalRecord;

  PaneMergeOperator(
      final SelectedStatistics selected,
      final OutputTag<List<WindowedFlow>> totalTag,
      final TypeInformation<N> namespaceType) {
    this.selected = selected;
    this.totalTag = totalTag;
    this.namespaceType = namespaceType;
  }

  @Override
  public void open() throws Exception {
    super.open();
    losses = new HostLosses(getOperatorStateBackend());
    timers = getInternalTimerService("window-ends", namespaceSerializer(), this);
    flowRecord = new StreamRecord<>(null);
    totalRecord = new StreamRecord<>(null);
  }

  private TypeSerializer<N> namespaceSerializer() {
    return namespaceType.createSerializer(getExecutionConfig().getSerializerConfig());
  }

  @Override
  public final void processElement2(final StreamRecord<LossReport> element) throws Exception {
    losses.add(element.getValue());
  }

  final InternalTimerService<N> timers() {
    return timers;
  }

  final FlowAccumulator nothing() {
    return selected.newAccumulator();
  }

  /**
   * What two parts of the same are together; both are given up.
   *
   * @param known null if nothing is
   */
  static FlowAccumulator merged(final FlowAccumulator known, final FlowAccumulator more) {
    if (known == null) {
      return more;
    }
    known.merge(more);
    return known;
  }

  /** A window of flows of one bucket has ended, whose statistics are given up. */
  final void emit(final long start, final long end, final Map<FlowKey, FlowAccumulator> flows)
      throws Exception {
    final boolean isInTotal = isInTotal(start, end);
    final List<WindowedFlow> all = new ArrayList<>(isInTotal ? flows.size() : 0);
    for (final Map.Entry<FlowKey, FlowAccumulator> entry : flows.entrySet()) {
      final FlowKey key = entry.getKey();
      final boolean isComplete = !losses.meet(key.host(), start, end);
      final WindowedFlow flow = new WindowedFlow(key, start, end, entry.getValue(), isComplete);
      output.collect(flowRecord.replace(flow, end - 1));
      if (isInTotal) {
        all.add(flow);
      }
    }
    if (!all.isEmpty()) {
      output.collect(totalTag, totalRecord.replace(all, end - 1));
    }
  }

  @Override
  public final void onProcessingTime(final InternalTimer<Integer, N> timer) {
    throw new IllegalStateException("windows end by event time");
  }

  /** Whether a window is one of those that together hold every send exactly once. */
  abstract boolean isInTotal(long windowStart, long windowEnd);
}
