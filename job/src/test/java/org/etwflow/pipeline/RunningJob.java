package org.etwflow.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.event.EventRow;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.quality.TraceQuality;
import org.etwflow.testing.Await;
import org.etwflow.testing.RowValues;

/** Running job whose results so far can be read. */
final class RunningJob implements AutoCloseable {

  private final List<Thread> collectors = new ArrayList<>();
  private final Grouping grouping;
  private final Queue<WindowedFlow> rows;
  private final Queue<TraceQuality> traces;
  private final Queue<EventRow> late;
  private final JobClient client;

  /** Starts the job. */
  public RunningJob(final StreamExecutionEnvironment environment, final FlowSettings settings)
      throws Exception {
    final FlowStreams streams = FlowStreams.of(environment, settings);
    grouping = settings.grouping();
    rows = collect(streams.statistics());
    traces = collect(streams.traces());
    late = collect(streams.late());
    client = environment.executeAsync();
    collectors.forEach(Thread::start);
  }

  private <T> Queue<T> collect(final DataStream<T> stream) {
    final CloseableIterator<T> results = stream.collectAsync();
    final Queue<T> collected = new ConcurrentLinkedQueue<>();
    final Thread collector = new Thread(() -> results.forEachRemaining(collected::add));
    collector.setDaemon(true);
    // Waiting for the results of a cancelled job fails.
    collector.setUncaughtExceptionHandler((failed, failure) -> {});
    collectors.add(collector);
    return collected;
  }

  /** Waits until the rows satisfy a condition. Fails if they do not in time. */
  public void awaitStatistics(final Predicate<List<RowValues>> isThere) throws Exception {
    await(rows, found -> isThere.test(RowValues.of(grouping, found)));
  }

  /** Waits until the quality rows satisfy a condition. Fails if they do not in time. */
  public void awaitTraces(final Predicate<List<TraceQuality>> isThere) throws Exception {
    await(traces, isThere);
  }

  private static <T> void await(final Queue<T> results, final Predicate<List<T>> isThere)
      throws Exception {
    Await.until("rows of the job", () -> isThere.test(List.copyOf(results)));
  }

  /** Waits for the end of the job, after which all results are available. */
  public void awaitEnd() throws Exception {
    Await.until("the end of the job", client.getJobExecutionResult()::isDone);
    client.getJobExecutionResult().get();
    Await.until("all rows", () -> collectors.stream().noneMatch(Thread::isAlive));
  }

  /** Rows so far, unordered. */
  public List<WindowedFlow> rows() {
    return List.copyOf(rows);
  }

  /** Values of the rows so far. */
  public List<RowValues> statistics() {
    return RowValues.of(grouping, rows());
  }

  /** Quality rows so far, unordered. */
  public List<TraceQuality> traces() {
    return List.copyOf(traces);
  }

  /** Late events so far, unordered. */
  public List<EventRow> late() {
    return List.copyOf(late);
  }

  /** Cancels the job, unless it has ended. */
  @Override
  public void close() throws Exception {
    if (!client.getJobStatus().get().isGloballyTerminalState()) {
      client.cancel().get();
    }
  }
}
