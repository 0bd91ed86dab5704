package org.etwflow.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.event.SendRow;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.topn.FlowSummary;
import org.etwflow.quality.TraceQuality;
import org.etwflow.testing.RowValues;

/**
 * Results of a run of the job.
 *
 * @param grouping grouping of the flows
 * @param rows rows, unordered
 * @param traces quality rows, by path
 * @param summaries one or none, in parts
 * @param late late sends, unordered
 * @param job id of the job
 */
record FlowResult(
    Grouping grouping,
    List<WindowedFlow> rows,
    List<TraceQuality> traces,
    List<FlowSummary> summaries,
    List<SendRow> late,
    JobID job) {

  /** Runs the job to its end. */
  public static FlowResult of(
      final StreamExecutionEnvironment environment, final FlowSettings settings) throws Exception {
    return of(environment, FlowStreams.of(environment, settings));
  }

  /** Runs the job to its end, with splits of a size in bytes. */
  public static FlowResult of(
      final StreamExecutionEnvironment environment,
      final FlowSettings settings,
      final long splitSize)
      throws Exception {
    return of(
        environment,
        FlowStreams.of(
            environment, FlowStreams.source(settings).setSplitSize(splitSize), settings));
  }

  /** Runs the job of these streams to its end. */
  public static FlowResult of(
      final StreamExecutionEnvironment environment, final FlowStreams streams) throws Exception {
    final CloseableIterator<WindowedFlow> rows = streams.statistics().collectAsync();
    final CloseableIterator<TraceQuality> traces = streams.traces().collectAsync();
    final CloseableIterator<FlowSummary> summaries = streams.summary().collectAsync();
    final CloseableIterator<SendRow> late = streams.late().collectAsync();
    final JobClient client = environment.executeAsync();
    final FlowResult result =
        new FlowResult(
            streams.settings().grouping(),
            all(rows),
            all(traces),
            all(summaries),
            all(late),
            client.getJobID());
    client.getJobExecutionResult().get();
    result.traces.sort(Comparator.comparing(TraceQuality::path));
    return result;
  }

  /** Values of the rows. */
  public List<RowValues> statistics() {
    return RowValues.of(grouping, rows);
  }

  /** Values of the rows of the largest flows in all parts of the summary. */
  public List<RowValues> top() {
    return RowValues.of(
        grouping, summaries.stream().flatMap(summary -> summary.top.stream()).toList());
  }

  private static <T> List<T> all(final Iterator<T> iterator) {
    final List<T> all = new ArrayList<>();
    iterator.forEachRemaining(all::add);
    return all;
  }
}
