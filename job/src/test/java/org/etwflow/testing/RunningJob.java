package org.etwflow.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.event.SendRow;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.pipeline.FlowStreams;
import org.etwflow.quality.TraceQuality;

/** A job that goes on while a test looks at what it has given so far. */
public final class RunningJob implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 60_000;

  private final List<Thread> collectors = new ArrayList<>();
  private final Grouping grouping;
  private final Queue<WindowedFlow> rows;
  private final Queue<TraceQuality> traces;
  private final Queue<SendRow> late;
  private final JobClient client;

  /** Starts it. */
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
    // The end of a job that is cancelled is a failure to whoever waits for its results.
    collector.setUncaughtExceptionHandler((failed, failure) -> {});
    collectors.add(collector);
    return collected;
  }

  /** Waits until there are such rows: fails if they do not come. */
  public void awaitStatistics(final Predicate<List<RowValues>> isThere)
      throws InterruptedException {
    await(rows, found -> isThere.test(RowValues.of(grouping, found)));
  }

  /** Waits until there are such rows: fails if they do not come. */
  public void awaitTraces(final Predicate<List<TraceQuality>> isThere) throws InterruptedException {
    await(traces, isThere);
  }

  private static <T> void await(final Queue<T> results, final Predicate<List<T>> isThere)
      throws InterruptedException {
    final long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!isThere.test(List.copyOf(results))) {
      if (System.currentTimeMillis() > deadline) {
        throw new AssertionError("what was waited for did not come: " + results);
      }
      Thread.sleep(10);
    }
  }

  /** Waits for the end of the job: then all is there. */
  public void awaitEnd() throws Exception {
    client.getJobExecutionResult().get();
    for (final Thread collector : collectors) {
      collector.join();
    }
  }

  /** Rows so far, in no order. */
  public List<WindowedFlow> rows() {
    return List.copyOf(rows);
  }

  /** Values of the rows so far. */
  public List<RowValues> statistics() {
    return RowValues.of(grouping, rows());
  }

  /** Rows so far, in no order. */
  public List<TraceQuality> traces() {
    return List.copyOf(traces);
  }

  /** Late sends so far, in no order. */
  public List<SendRow> late() {
    return List.copyOf(late);
  }

  /** Ends the job, if it has not ended. */
  @Override
  public void close() throws Exception {
    if (!client.getJobStatus().get().isGloballyTerminalState()) {
      client.cancel().get();
    }
  }
}
