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
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.FlowPartition;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.quality.LossReport;
import org.jspecify.annotations.Nullable;

/**
 * Merges partial flows into panes, and panes into windows when the windows end. Flows of the
 * windows that together contain every send once also go to {@link SideOutputs#TOTALS}.
 *
 * <p>Flink's own windows are too slow here. They keep a state per window, so that a send is merged
 * into up to 1,000 overlapping windows; and each partial is compared with every open session of its
 * key. In batch mode all sessions are open until the end: 210 MB took 85 s with a gap of 100 ms,
 * and more than 200 s with a gap of 1 ms. Here a partial is merged into its own pane only.
 *
 * <p>The Flink key is a {@link FlowPartition}. The subclasses define the state namespaces.
 *
 * <p>The second input is the stream of loss intervals, which is broadcast, since a loss concerns
 * all flows of a host. Its watermark holds back the watermark of the partials: when a window ends,
 * all losses in it are known.
 *
 * @param <N> type of the state namespaces
 */
abstract class PaneMergeOperator<N> extends AbstractStreamOperator<WindowedFlow>
    implements TwoInputStreamOperator<PartialFlowBatch, LossReport, WindowedFlow>,
        Triggerable<Integer, N> {

  private static final long serialVersionUID = 1L;

  private final SelectedStatistics selected;
  private final TypeInformation<N> namespaceType;

  private transient HostLosses losses;
  private transient InternalTimerService<N> timers;
  private transient StreamRecord<WindowedFlow> flowRecord;
  private transient StreamRecord<List<WindowedFlow>> totalRecord;

  PaneMergeOperator(final SelectedStatistics selected, final TypeInformation<N> namespaceType) {
    this.selected = selected;
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

  @Override
  public final void processWatermark(final Watermark watermark) throws Exception {
    super.processWatermark(watermark);
    losses.advanceTo(watermark.getTimestamp());
  }

  final InternalTimerService<N> timers() {
    return timers;
  }

  final FlowAccumulator newAccumulator() {
    return selected.newAccumulator();
  }

  /**
   * Merges two accumulators of the same flow. The caller must not use either of them again.
   *
   * @param known accumulator so far; null if there is none
   */
  static FlowAccumulator merged(final @Nullable FlowAccumulator known, final FlowAccumulator more) {
    if (known == null) {
      return more;
    }
    known.merge(more);
    return known;
  }

  /** Emits an ended window of one partition. The caller must not use the accumulators again. */
  final void emit(final long start, final long end, final Map<FlowKey, FlowAccumulator> flows)
      throws Exception {
    final boolean isInTotal = isInTotal(start, end);
    final List<WindowedFlow> all = new ArrayList<>(isInTotal ? flows.size() : 0);
    for (final Map.Entry<FlowKey, FlowAccumulator> entry : flows.entrySet()) {
      final FlowKey key = entry.getKey();
      final boolean isComplete = !losses.overlaps(key.host(), start, end);
      final WindowedFlow flow = new WindowedFlow(key, start, end, entry.getValue(), isComplete);
      output.collect(flowRecord.replace(flow, end - 1));
      if (isInTotal) {
        all.add(flow);
      }
    }
    if (!all.isEmpty()) {
      output.collect(SideOutputs.TOTALS, totalRecord.replace(all, end - 1));
    }
  }

  @Override
  public final void onProcessingTime(final InternalTimer<Integer, N> timer) {
    throw new IllegalStateException("no processing-time timers are registered");
  }

  /** Whether a window is one of those that together contain every send exactly once. */
  abstract boolean isInTotal(long windowStart, long windowEnd);
}
