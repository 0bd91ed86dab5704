package org.etwflow.pipeline;

import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.etwflow.event.EventRow;
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
import org.etwflow.quality.LossReport;
import org.etwflow.quality.QualityPartial;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.BufferWithProcesses;
import org.etwflow.source.EtlBufferSchema;
import org.etwflow.source.EtlSource;
import org.etwflow.source.EtlSourceBuilder;

/**
 * The graph of the job, for batch and streaming mode:
 *
 * <pre>
 * EtlSource → pre-aggregation ─┬─ by key  → windows → WindowedFlow ─┬─ selected rows
 *  (buffers)    (same task)    │         ↑                            └─ totals by key → FlowSummary
 *                              ├─ losses ┤ (to all)
 *                              ├─ by trace → end of trace → TraceQuality
 *                              ├─ late events
 *                              └─ all events
 * </pre>
 *
 * @param settings settings of the computation
 * @param windows flows of each window
 * @param traces quality of each trace
 * @param totals flows of the windows that together contain every event once
 * @param late events that arrived after their window was closed
 * @param events all events that pass the filter; empty unless the settings select them
 */
public record FlowStreams(
    FlowSettings settings,
    DataStream<WindowedFlow> windows,
    DataStream<TraceQuality> traces,
    DataStream<List<WindowedFlow>> totals,
    DataStream<EventRow> late,
    DataStream<EventRow> events) {

  /** Name of the accumulator of bytes read. */
  public static final String OCTETS_READ = FlowPreAggregationOperator.OCTETS_READ;

  private static final TypeInformation<WindowedFlow> WINDOW =
      TypeInformation.of(WindowedFlow.class);
  private static final TypeInformation<List<WindowedFlow>> WINDOWS = Types.LIST(WINDOW);
  private static final TypeInformation<TopNState> RANKED = TypeInformation.of(TopNState.class);
  private static final TypeInformation<FlowSummary> SUMMARY = TypeInformation.of(FlowSummary.class);

  /** Adds the graph to an environment. */
  public static FlowStreams of(
      final StreamExecutionEnvironment environment, final FlowSettings settings) {
    final EtlSourceBuilder<BufferWithProcesses> source = source(settings);
    return of(environment, isBatch(environment) ? source.withoutEventTime() : source, settings);
  }

  private static boolean isBatch(final StreamExecutionEnvironment environment) {
    return environment.getConfiguration().get(ExecutionOptions.RUNTIME_MODE)
        == RuntimeExecutionMode.BATCH;
  }

  /** Creates the builder of the source. */
  static EtlSourceBuilder<BufferWithProcesses> source(final FlowSettings settings) {
    final EtlSourceBuilder<BufferWithProcesses> source =
        EtlSource.<BufferWithProcesses>builder()
            .setDeserializer(new EtlBufferSchema())
            .setInputs(settings.source().inputs())
            .setHostNaming(settings.source().hostNaming())
            .setMaxExpansion(settings.source().maxExpansion())
            .setStorageErrors(settings.source().storageErrors());
    return settings.source().following().map(source::monitorContinuously).orElse(source);
  }

  static FlowStreams of(
      final StreamExecutionEnvironment environment,
      final EtlSourceBuilder<BufferWithProcesses> source,
      final FlowSettings settings) {
    final SingleOutputStreamOperator<PartialFlowBatch> partials =
        partials(environment, source, settings);
    final SingleOutputStreamOperator<TraceQuality> traces =
        traces(partials.getSideOutput(SideOutputs.QUALITY));
    final DataStream<LossReport> losses =
        partials.getSideOutput(SideOutputs.LOSSES).union(traces.getSideOutput(SideOutputs.LOSSES));
    final SingleOutputStreamOperator<WindowedFlow> windows = windows(partials, losses, settings);
    return new FlowStreams(
        settings,
        windows,
        settings.strict() ? failIfDamaged(traces) : traces,
        windows.getSideOutput(SideOutputs.TOTALS),
        partials.getSideOutput(SideOutputs.LATE_EVENTS),
        partials.getSideOutput(SideOutputs.EVENTS));
  }

  private static SingleOutputStreamOperator<PartialFlowBatch> partials(
      final StreamExecutionEnvironment environment,
      final EtlSourceBuilder<BufferWithProcesses> source,
      final FlowSettings settings) {
    return environment
        .fromSource(
            (settings.needsProcesses() ? source.withProcesses() : source).build(),
            WatermarkStrategy.noWatermarks(),
            "read traces")
        .uid("read-traces")
        .transform(
            "count events",
            TypeInformation.of(PartialFlowBatch.class),
            new FlowPreAggregationOperator(
                settings.grouping(),
                settings.windowing(),
                settings.statistics(),
                settings.counted(),
                settings.filter(),
                settings.events()))
        .uid("count-events");
  }

  private static SingleOutputStreamOperator<WindowedFlow> windows(
      final DataStream<PartialFlowBatch> partials,
      final DataStream<LossReport> losses,
      final FlowSettings settings) {
    return partials
        .keyBy(PartialFlowBatch::bucket, Types.INT)
        .connect(losses.broadcast())
        .transform("merge panes", WINDOW, merge(settings))
        .uid("merge-panes");
  }

  private static PaneMergeOperator<?> merge(final FlowSettings settings) {
    final SelectedStatistics selected = settings.statistics();
    return settings.windowing() instanceof Windowing.Session session
        ? new SessionMergeOperator(selected, session)
        : new WindowMergeOperator(selected, (Windowing.Aligned) settings.windowing());
  }

  /**
   * Adds the computation of rows to the graph. Call this once, and only if the rows are used. What
   * takes them reads a row before it takes the next one: the summary goes on with its counts.
   *
   * @return a row for each flow and window that satisfies the condition; or rows for the largest
   *     flows of each window and one for all others
   */
  public DataStream<WindowedFlow> statistics() {
    return settings.topOnly() ? topRows() : allRows();
  }

  /** The window end is the key: windows are the same for all flows, and no two end together. */
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
   * Adds the summary of the whole run to the graph. Call this once, and not for growing files: its
   * state holds every key of the run.
   *
   * @return {@link FlowSummary#parts() parts} of one summary at the end of the input; none if there
   *     were no events
   */
  public DataStream<FlowSummary> summary() {
    // The windows of a key were merged in one task: no shuffle is needed.
    return DataStreamUtils.reinterpretAsKeyedStream(
            totalsForSummary(), flows -> FlowPartition.key(flows.get(0).requireKey()), Types.INT)
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

  /** Reduces the totals to core statistics if the summary uses no others, to save memory. */
  private DataStream<List<WindowedFlow>> totalsForSummary() {
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
      final DataStream<QualityPartial> partials) {
    return partials
        .keyBy(partial -> partial.trace.id(), Types.STRING)
        .process(new TraceQualityFunction(), TypeInformation.of(TraceQuality.class))
        .name("merge trace quality")
        .uid("merge-trace-quality");
  }

  private static DataStream<TraceQuality> failIfDamaged(final DataStream<TraceQuality> traces) {
    return traces.map(FlowStreams::requireUndamaged).name("fail at damage").uid("fail-at-damage");
  }

  private static TraceQuality requireUndamaged(final TraceQuality trace)
      throws DamagedTraceException {
    if (trace.isDamaged()) {
      throw DamagedTraceException.of(trace);
    }
    return trace;
  }
}
