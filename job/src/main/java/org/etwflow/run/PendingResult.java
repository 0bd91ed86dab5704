package org.etwflow.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    final CompletableFuture<List<TraceQuality>> rows =
        CompletableFuture.supplyAsync(this::tracesByPath);
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
