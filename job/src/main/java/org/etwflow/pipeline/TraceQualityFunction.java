package org.etwflow.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.etwflow.etl.Trace;
import org.etwflow.quality.LossInterval;
import org.etwflow.quality.LossReport;
import org.etwflow.quality.MergeQuality;
import org.etwflow.quality.QualityPartial;
import org.etwflow.quality.TraceQuality;

/**
 * Emits the row of a trace when all of it was read, or when the input has ended. A trace that is
 * followed may go on after it seemed to end: then it gets another row, in place of the one before.
 *
 * <p>To a side output go the times of buffers that are missing, if no index has found them before
 * the trace was read: such a trace holds event time back until all of it was.
 */
final class TraceQualityFunction
    extends KeyedProcessFunction<String, QualityPartial, TraceQuality> {

  private static final long serialVersionUID = 1L;
  private static final long END_OF_INPUT = Long.MAX_VALUE;

  private final OutputTag<LossReport> lossTag;

  private transient ListState<QualityPartial> stretches;

  TraceQualityFunction(final OutputTag<LossReport> lossTag) {
    this.lossTag = lossTag;
  }

  @Override
  public void open(final OpenContext context) {
    stretches =
        getRuntimeContext()
            .getListState(
                new ListStateDescriptor<>("stretches", TypeInformation.of(QualityPartial.class)));
  }

  @Override
  public void processElement(
      final QualityPartial partial, final Context context, final Collector<TraceQuality> out)
      throws Exception {
    final List<QualityPartial> joined = MergeQuality.add(stretches.get(), partial);
    if (!MergeQuality.isWhole(joined)) {
      stretches.update(joined);
      context.timerService().registerEventTimeTimer(END_OF_INPUT);
      return;
    }
    emit(joined, context, out);
    context.timerService().deleteEventTimeTimer(END_OF_INPUT);
    if (mayGoOn(joined.get(0).trace)) {
      stretches.update(joined);
    } else {
      stretches.clear();
    }
  }

  private static boolean mayGoOn(final Trace trace) {
    return trace.header() != null && !trace.header().isClosed();
  }

  @Override
  public void onTimer(
      final long time, final OnTimerContext context, final Collector<TraceQuality> out)
      throws Exception {
    final List<QualityPartial> read = new ArrayList<>();
    stretches.get().forEach(read::add);
    emit(read, context, out);
    stretches.clear();
  }

  private void emit(
      final List<QualityPartial> read, final Context context, final Collector<TraceQuality> out) {
    final QualityPartial whole = MergeQuality.joined(read);
    final Trace trace = whole.trace;
    if (trace.header() != null && trace.missing() == null) {
      LossInterval.ofMissing(trace, whole.missing().spans())
          .forEach(loss -> context.output(lossTag, LossReport.lasting(loss)));
    }
    out.collect(MergeQuality.row(whole));
  }
}
