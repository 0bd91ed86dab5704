package org.etwflow.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.etwflow.etl.Trace;
import org.etwflow.quality.LossInterval;
import org.etwflow.quality.LossReport;
import org.etwflow.quality.QualityPartial;
import org.etwflow.quality.QualityPartialMerger;
import org.etwflow.quality.TraceQuality;

/**
 * Emits the quality row of a trace when it has been read completely, or at the end of the input. A
 * followed trace may grow after it seemed to end: then a second row replaces the first one.
 *
 * <p>The intervals of missing buffers go to {@link SideOutputs#LOSSES}, unless the index of the
 * trace has found them before: a trace without an index holds event time back until it has been
 * read.
 *
 * <p>The rows are added up to metrics, see {@link TraceTotals}.
 */
final class TraceQualityFunction extends KeyedProcessFunction<String, QualityPartial, TraceQuality>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;
  private static final long END_OF_INPUT = Long.MAX_VALUE;

  private transient ListState<QualityPartial> partials;

  @SuppressWarnings("NullAway.Init") // Set by initializeState, before anything else is called.
  private transient TraceTotals totals;

  /** What the last row of the trace has added to the totals, if another row may replace it. */
  private transient ValueState<Map<String, Long>> replaceable;

  @Override
  public void initializeState(final FunctionInitializationContext context) throws Exception {
    totals = new TraceTotals(context.getOperatorStateStore(), getRuntimeContext().getMetricGroup());
  }

  @Override
  public void snapshotState(final FunctionSnapshotContext context) throws Exception {
    totals.save();
  }

  @Override
  public void open(final OpenContext context) {
    replaceable =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("replaceable-row", TraceTotals.COUNTS));
    partials =
        getRuntimeContext()
            .getListState(
                new ListStateDescriptor<>("stretches", TypeInformation.of(QualityPartial.class)));
  }

  @Override
  public void processElement(
      final QualityPartial partial, final Context context, final Collector<TraceQuality> out)
      throws Exception {
    final List<QualityPartial> joined = QualityPartialMerger.add(partials.get(), partial);
    if (!QualityPartialMerger.isWhole(joined)) {
      partials.update(joined);
      context.timerService().registerEventTimeTimer(END_OF_INPUT);
      return;
    }
    final Map<String, Long> counts = emit(joined, context, out);
    context.timerService().deleteEventTimeTimer(END_OF_INPUT);
    if (mayGrow(joined.get(0).trace)) {
      partials.update(joined);
      replaceable.update(counts);
    } else {
      partials.clear();
      replaceable.clear();
    }
  }

  private static boolean mayGrow(final Trace trace) {
    return trace.header() != null && !trace.header().isClosed();
  }

  @Override
  public void onTimer(
      final long time, final OnTimerContext context, final Collector<TraceQuality> out)
      throws Exception {
    final List<QualityPartial> read = new ArrayList<>();
    partials.get().forEach(read::add);
    emit(read, context, out);
    partials.clear();
    replaceable.clear();
  }

  /** Emits the row, and returns what it adds to the totals. */
  private Map<String, Long> emit(
      final List<QualityPartial> read, final Context context, final Collector<TraceQuality> out)
      throws IOException {
    final QualityPartial whole = QualityPartialMerger.joined(read);
    final Trace trace = whole.trace;
    if (trace.header() != null && trace.missing() == null) {
      LossInterval.ofMissing(trace, whole.missing().spans())
          .forEach(loss -> context.output(SideOutputs.LOSSES, LossReport.lasting(loss)));
    }
    final TraceQuality row = QualityPartialMerger.row(whole);
    out.collect(row);
    return totals.add(row, replaceable.value());
  }
}
