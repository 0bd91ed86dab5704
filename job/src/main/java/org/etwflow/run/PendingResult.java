package org.etwflow.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.flow.topn.FlowSummary;
import org.etwflow.quality.TraceQuality;
import org.etwflow.report.RunResult;

/**
 * The result of a job that may still be running.
 *
 * @param summary parts of the summary
 * @param traces quality of each trace
 */
record PendingResult(
    CloseableIterator<FlowSummary> summary, CloseableIterator<TraceQuality> traces) {

  /** Waits for the end of the job. */
  RunResult await(final JobClient client) throws Exception {
    // Read concurrently: the job would block if the traces waited for the summary, or vice versa.
    // Not
    // in the common pool: on two processors it has one thread, which Flink's RPC needs to complete
    // futures; JDK 25 starts no other one while that thread blocks (JDK-8362881).
    final FutureTask<List<TraceQuality>> rows = new FutureTask<>(this::tracesByPath);
    final Thread reader = new Thread(rows, "read traces");
    reader.setDaemon(true);
    reader.start();
    final FlowSummary total = new FlowSummary();
    summary.forEachRemaining(total::append);
    client.getJobExecutionResult().get();
    return new RunResult(total, rows.get());
  }

  private List<TraceQuality> tracesByPath() {
    final List<TraceQuality> rows = new ArrayList<>();
    traces.forEachRemaining(rows::add);
    rows.sort(Comparator.comparing(TraceQuality::path));
    return rows;
  }
}
