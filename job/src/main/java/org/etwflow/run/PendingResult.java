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
 * What a run will have found when its job has ended.
 *
 * @param summary of all sends, in parts
 * @param traces what was read of each
 */
record PendingResult(
    CloseableIterator<FlowSummary> summary, CloseableIterator<TraceQuality> traces) {

  RunResult await(final JobClient client) throws Exception {
    // Traces come all the time, the summary at the end: either would hold up the other.
    final CompletableFuture<List<TraceQuality>> rows = CompletableFuture.supplyAsync(this::inOrder);
    final FlowSummary total = new FlowSummary();
    summary.forEachRemaining(total::append);
    client.getJobExecutionResult().get();
    return new RunResult(total, rows.get());
  }

  private List<TraceQuality> inOrder() {
    final List<TraceQuality> rows = new ArrayList<>();
    traces.forEachRemaining(rows::add);
    rows.sort(Comparator.comparing(TraceQuality::path));
    return rows;
  }
}
