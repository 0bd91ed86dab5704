package org.etwflow.pipeline;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.apache.flink.util.OutputTag;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.TracedSend;
import org.etwflow.flow.FlowAccumulator;
import org.etwflow.flow.FlowKey;
import org.etwflow.flow.FlowPartial;
import org.etwflow.flow.FlowStatistics;
import org.etwflow.flow.FlowSummary;
import org.etwflow.flow.FlowTotal;
import org.etwflow.flow.MergePartials;
import org.etwflow.flow.MergeTotals;
import org.etwflow.flow.RowCondition;
import org.etwflow.flow.SummarizeFlows;
import org.etwflow.flow.Windowing;
import org.etwflow.quality.QualityPartial;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.EtlBufferSchema;
import org.etwflow.source.EtlSource;

/**
 * The graph of the job, the same for batch and streaming:
 *
 * <pre>
 * EtlSource → PreAggregateFlows ─┬─ by key  → windows → FlowStatistics ─┬─ rows wanted
 *   (buffers)    (one task)      │                                      └─ totals by key → FlowSummary
 *                                ├─ by trace → end of trace → TraceQuality
 *                                ├─ late sends
 *                                └─ all sends
 * </pre>
 *
 * @param statistics a row for each key and window, if it is wanted
 * @param traces a row for each file
 * @param summary one record at the end of the input: none if there were no sends. Not to be used
 *     where files are followed: it keeps every key that there ever was
 * @param late the sends that are in no row
 * @param events all sends; none unless the settings ask for them
 */
public record FlowStreams(
    DataStream<FlowStatistics> statistics,
    DataStream<TraceQuality> traces,
    DataStream<FlowSummary> summary,
    DataStream<TracedSend> late,
    DataStream<TracedSend> events) {

  /** Name of the accumulator that counts the bytes of the traces that were read. */
  public static final String OCTETS_READ = PreAggregateFlows.OCTETS_READ;

  private static final TypeInformation<FlowKey> KEY = TypeInformation.of(FlowKey.class);
  private static final TypeInformation<FlowStatistics> STATISTICS =
      TypeInformation.of(FlowStatistics.class);
  private static final TypeInformation<QualityPartial> QUALITY =
      TypeInformation.of(QualityPartial.class);
  private static final TypeInformation<TracedSend> SEND = TypeInformation.of(TracedSend.class);

  /** Adds the graph to an environment. */
  public static FlowStreams of(
      final StreamExecutionEnvironment environment, final FlowSettings settings) {
    final EtlSource<EtlBuffer> source =
        EtlSource.of(new EtlBufferSchema(), settings.inputs()).withHosts(settings.hostNaming());
    return of(
        environment,
        settings.following() == null ? source : source.following(settings.following()),
        settings);
  }

  static FlowStreams of(
      final StreamExecutionEnvironment environment,
      final EtlSource<EtlBuffer> source,
      final FlowSettings settings) {
    final OutputTag<QualityPartial> qualityTag = new OutputTag<>("quality", QUALITY);
    final OutputTag<TracedSend> lateTag = new OutputTag<>("late", SEND);
    final OutputTag<TracedSend> eventTag = new OutputTag<>("events", SEND);
    final OutputTag<FlowTotal> totalTag =
        new OutputTag<>("totals", TypeInformation.of(FlowTotal.class));

    final SingleOutputStreamOperator<FlowPartial> partials =
        partials(environment, source, settings, qualityTag, lateTag, eventTag);
    final SingleOutputStreamOperator<FlowStatistics> statistics =
        statistics(partials, settings, totalTag);
    return new FlowStreams(
        rows(statistics, settings.having()),
        traces(partials.getSideOutput(qualityTag), settings.strict()),
        summary(statistics.getSideOutput(totalTag), settings),
        partials.getSideOutput(lateTag),
        partials.getSideOutput(eventTag));
  }

  private static SingleOutputStreamOperator<FlowPartial> partials(
      final StreamExecutionEnvironment environment,
      final EtlSource<EtlBuffer> source,
      final FlowSettings settings,
      final OutputTag<QualityPartial> qualityTag,
      final OutputTag<TracedSend> lateTag,
      final OutputTag<TracedSend> eventTag) {
    return environment
        .fromSource(
            settings.needsProcesses() ? source.withProcesses() : source,
            WatermarkStrategy.noWatermarks(),
            "read traces")
        .uid("read-traces")
        .transform(
            "count sends",
            TypeInformation.of(FlowPartial.class),
            new PreAggregateFlows(
                settings.grouping(),
                settings.windowing(),
                settings.statistics(),
                settings.filter(),
                qualityTag,
                lateTag,
                settings.events() ? eventTag : null))
        .uid("count-sends");
  }

  private static SingleOutputStreamOperator<FlowStatistics> statistics(
      final DataStream<FlowPartial> partials,
      final FlowSettings settings,
      final OutputTag<FlowTotal> totalTag) {
    final KeyedStream<FlowPartial, FlowKey> byKey = partials.keyBy(partial -> partial.key, KEY);
    return settings.windowing() instanceof Windowing.Session session
        ? byKey
            .process(
                new MergeSessions(settings.grouping(), settings.statistics(), session, totalTag),
                STATISTICS)
            .name("merge sessions")
            .uid("merge-sessions")
        : windows(byKey, settings, (Windowing.Aligned) settings.windowing(), totalTag);
  }

  private static SingleOutputStreamOperator<FlowStatistics> windows(
      final KeyedStream<FlowPartial, FlowKey> partials,
      final FlowSettings settings,
      final Windowing.Aligned windowing,
      final OutputTag<FlowTotal> totalTag) {
    final TypeInformation<FlowAccumulator> accumulator = TypeInformation.of(FlowAccumulator.class);
    return partials
        .window(windowing.assigner())
        .aggregate(
            new MergePartials(settings.statistics()),
            new EmitFlowStatistics(settings.grouping(), windowing, totalTag),
            accumulator,
            accumulator,
            STATISTICS)
        .name("merge windows")
        .uid("merge-windows");
  }

  private static DataStream<FlowStatistics> rows(
      final DataStream<FlowStatistics> statistics, final RowCondition having) {
    return having.isAlways()
        ? statistics
        : statistics.filter(having::holdsFor).name("select rows").uid("select-rows");
  }

  private static DataStream<FlowSummary> summary(
      final DataStream<FlowTotal> windows, final FlowSettings settings) {
    final TypeInformation<FlowSummary> summary = TypeInformation.of(FlowSummary.class);
    // The windows of a key were merged in one task: there they stay.
    return DataStreamUtils.reinterpretAsKeyedStream(windows, FlowTotal::key, KEY)
        .window(GlobalWindows.create())
        .trigger(new AtEndOfInput())
        .reduce(new MergeTotals())
        .name("add up windows")
        .uid("add-up-windows")
        .windowAll(GlobalWindows.create())
        .trigger(new AtEndOfInput())
        .aggregate(
            new SummarizeFlows(settings.grouping(), settings.having(), settings.topCount()),
            summary,
            summary)
        .name("summarize flows")
        .uid("summarize-flows");
  }

  private static DataStream<TraceQuality> traces(
      final DataStream<QualityPartial> partials, final boolean strict) {
    final SingleOutputStreamOperator<TraceQuality> traces =
        partials
            .keyBy(partial -> partial.trace.id(), Types.STRING)
            .process(new EmitTraceQuality(), TypeInformation.of(TraceQuality.class))
            .name("merge trace quality")
            .uid("merge-trace-quality");
    return strict
        ? traces.map(FlowStreams::orFail).name("fail at damage").uid("fail-at-damage")
        : traces;
  }

  private static TraceQuality orFail(final TraceQuality trace) throws DamagedTraceException {
    if (trace.isDamaged()) {
      throw new DamagedTraceException(trace);
    }
    return trace;
  }
}
