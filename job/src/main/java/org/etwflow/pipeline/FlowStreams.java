package org.etwflow.pipeline;

import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.apache.flink.util.OutputTag;
import org.etwflow.event.SendRow;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.accumulator.StatisticsGroup;
import org.etwflow.flow.key.FlowPartition;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.topn.FlowSummary;
import org.etwflow.flow.topn.FlowSummaryFunction;
import org.etwflow.flow.topn.TopNSelector;
import org.etwflow.flow.topn.TopNState;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.LossInterval;
import org.etwflow.quality.QualityPartial;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.BufferWithProcesses;
import org.etwflow.source.EtlBufferSchema;
import org.etwflow.source.EtlSource;
import org.etwflow.source.EtlSourceBuilder;

/**
 * The graph of the job, the same for batch and streaming:
 *
 * <pre>
 * EtlSource → pre-aggregation ─┬─ by key  → windows → WindowedFlow ─┬─ rows wanted
 *  (buffers)    (same task)    │         ↑                            └─ totals by key → FlowSummary
 *                              ├─ losses ┤ (to all)
 *                              ├─ by trace → end of trace → TraceQuality
 *                              ├─ late sends
 *                              └─ all sends
 * </pre>
 *
 * @param settings what they were made for
 * @param windows what was counted of each key in each window
 * @param traces a row for each file
 * @param totals those of the windows that together hold every send once
 * @param late the sends that are in no row
 * @param events all sends; none unless the settings ask for them
 */
public record FlowStreams(
    FlowSettings settings,
    DataStream<WindowedFlow> windows,
    DataStream<TraceQuality> traces,
    DataStream<List<WindowedFlow>> totals,
    DataStream<SendRow> late,
    DataStream<SendRow> events) {

  /** Name of the accumulator that counts the bytes of the traces that were read. */
  public static final String OCTETS_READ = FlowPreAggregationOperator.OCTETS_READ;

  private static final TypeInformation<QualityPartial> QUALITY =
      TypeInformation.of(QualityPartial.class);
  private static final TypeInformation<LossInterval> LOSS = TypeInformation.of(LossInterval.class);
  private static final TypeInformation<WindowedFlow> WINDOW =
      TypeInformation.of(WindowedFlow.class);
  private static final TypeInformation<List<WindowedFlow>> WINDOWS = Types.LIST(WINDOW);
  private static final TypeInformation<TopNState> RANKED = TypeInformation.of(TopNState.class);
  private static final TypeInformation<FlowSummary> SUMMARY = TypeInformation.of(FlowSummary.class);
  private static final TypeInformation<SendRow> SEND = TypeInformation.of(SendRow.class);

  /** Adds the graph to an environment. */
  public static FlowStreams of(
      final StreamExecutionEnvironment environment, final FlowSettings settings) {
    final EtlSourceBuilder<BufferWithProcesses> source =
        EtlSource.<BufferWithProcesses>builder()
            .setDeserializer(new EtlBufferSchema())
            .setInputs(settings.inputs())
            .setHostNaming(settings.hostNaming())
            .setMaxExpansion(settings.maxExpansion());
    return of(
        environment,
        settings.following() == null ? source : source.monitorContinuously(settings.following()),
        settings);
  }

  static FlowStreams of(
      final StreamExecutionEnvironment environment,
      final EtlSourceBuilder<BufferWithProcesses> source,
      final FlowSettings settings) {
    final OutputTag<QualityPartial> qualityTag = new OutputTag<>("quality", QUALITY);
    final OutputTag<LossInterval> lossTag = new OutputTag<>("losses", LOSS);
    final OutputTag<SendRow> lateTag = new OutputTag<>("late", SEND);
    final OutputTag<SendRow> eventTag = new OutputTag<>("events", SEND);
    final OutputTag<List<WindowedFlow>> totalTag = new OutputTag<>("totals", WINDOWS);

    final SingleOutputStreamOperator<PartialFlowBatch> partials =
        partials(environment, source, settings, qualityTag, lossTag, lateTag, eventTag);
    final SingleOutputStreamOperator<TraceQuality> traces =
        traces(partials.getSideOutput(qualityTag), lossTag);
    final DataStream<LossInterval> losses =
        partials.getSideOutput(lossTag).union(traces.getSideOutput(lossTag));
    final SingleOutputStreamOperator<WindowedFlow> windows =
        windows(partials, losses, settings, totalTag);
    return new FlowStreams(
        settings,
        windows,
        settings.strict() ? orFail(traces) : traces,
        windows.getSideOutput(totalTag),
        partials.getSideOutput(lateTag),
        partials.getSideOutput(eventTag));
  }

  private static SingleOutputStreamOperator<PartialFlowBatch> partials(
      final StreamExecutionEnvironment environment,
      final EtlSourceBuilder<BufferWithProcesses> source,
      final FlowSettings settings,
      final OutputTag<QualityPartial> qualityTag,
      final OutputTag<LossInterval> lossTag,
      final OutputTag<SendRow> lateTag,
      final OutputTag<SendRow> eventTag) {
    return environment
        .fromSource(
            (settings.needsProcesses() ? source.withProcesses() : source).build(),
            WatermarkStrategy.noWatermarks(),
            "read traces")
        .uid("read-traces")
        .transform(
            "count sends",
            TypeInformation.of(PartialFlowBatch.class),
            new FlowPreAggregationOperator(
                settings.grouping(),
                settings.windowing(),
                settings.statistics(),
                settings.filter(),
                qualityTag,
                lossTag,
                lateTag,
                settings.events() ? eventTag : null))
        .uid("count-sends");
  }

  private static SingleOutputStreamOperator<WindowedFlow> windows(
      final DataStream<PartialFlowBatch> partials,
      final DataStream<LossInterval> losses,
      final FlowSettings settings,
      final OutputTag<List<WindowedFlow>> totalTag) {
    return partials
        .keyBy(PartialFlowBatch::bucket, Types.INT)
        .connect(losses.broadcast())
        .transform("merge panes", WINDOW, merge(settings, totalTag))
        .uid("merge-panes");
  }

  private static PaneMergeOperator<?> merge(
      final FlowSettings settings, final OutputTag<List<WindowedFlow>> totalTag) {
    final SelectedStatistics selected = settings.statistics();
    return settings.windowing() instanceof Windowing.Session session
        ? new SessionMergeOperator(selected, session, totalTag)
        : new WindowMergeOperator(selected, (Windowing.Aligned) settings.windowing(), totalTag);
  }

  /**
   * Adds to the graph what computes rows: to be asked for once, and only if somebody wants them.
   * What takes them reads a row before it takes the next one: the summary goes on with its counts.
   *
   * @return a row for each key and window, if it is wanted; or of the largest keys of each window
   *     and of all others as one
   */
  public DataStream<WindowedFlow> statistics() {
    return settings.topOnly() ? topRows() : allRows();
  }

  /** All flows have the same windows here, no two of which end together. */
  private DataStream<WindowedFlow> topRows() {
    return windows
        .keyBy(WindowedFlow::windowEnd, Types.LONG)
        .process(new TopNFunction(ranking()), WINDOW)
        .name("rank flows")
        .uid("rank-flows");
  }

  private TopNSelector ranking() {
    return new TopNSelector(settings.grouping(), settings.having(), settings.ranking());
  }

  private DataStream<WindowedFlow> allRows() {
    final RowCondition having = settings.having();
    return having.isAlways()
        ? windows
        : windows.filter(having::holdsFor).name("select rows").uid("select-rows");
  }

  /**
   * Adds to the graph what adds up the whole run: to be asked for once, and not where files are
   * followed, since it keeps every key that there ever was.
   *
   * @return one record at the end of the input, in {@link FlowSummary#parts() parts}: none if there
   *     were no sends
   */
  public DataStream<FlowSummary> summary() {
    // The windows of a key were merged in one task: there they stay.
    return DataStreamUtils.reinterpretAsKeyedStream(
            needed(), flows -> FlowPartition.key(flows.get(0).key()), Types.INT)
        .process(new WindowTotalsFunction(ranking()), RANKED)
        .name("add up windows")
        .uid("add-up-windows")
        .windowAll(GlobalWindows.create())
        .trigger(new EndOfInputTrigger())
        .aggregate(new FlowSummaryFunction(ranking()), RANKED, SUMMARY)
        .name("summarize flows")
        .uid("summarize-flows")
        .flatMap((all, out) -> all.parts().forEach(out::collect), SUMMARY)
        .forceNonParallel()
        .name("part summary")
        .uid("part-summary");
  }

  /** Mostly the core alone: details are many bytes a flow. */
  private DataStream<List<WindowedFlow>> needed() {
    final boolean isCoreEnough =
        Stream.concat(settings.having().statistics().stream(), Stream.of(settings.ranking().by()))
            .allMatch(statistic -> statistic.group() == StatisticsGroup.CORE);
    return isCoreEnough && !settings.statistics().isCore()
        ? totals
            .map(flows -> flows.stream().map(WindowedFlow::core).toList(), WINDOWS)
            .name("keep the core")
            .uid("keep-core")
        : totals;
  }

  private static SingleOutputStreamOperator<TraceQuality> traces(
      final DataStream<QualityPartial> partials, final OutputTag<LossInterval> lossTag) {
    return partials
        .keyBy(partial -> partial.trace.id(), Types.STRING)
        .process(new TraceQualityFunction(lossTag), TypeInformation.of(TraceQuality.class))
        .name("merge trace quality")
        .uid("merge-trace-quality");
  }

  private static DataStream<TraceQuality> orFail(final DataStream<TraceQuality> traces) {
    return traces.map(FlowStreams::orFail).name("fail at damage").uid("fail-at-damage");
  }

  private static TraceQuality orFail(final TraceQuality trace) throws DamagedTraceException {
    if (trace.isDamaged()) {
      throw new DamagedTraceException(trace);
    }
    return trace;
  }
}
