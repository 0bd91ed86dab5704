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
 * What a run will have found when its job has ended.
 *
 * @param summary of all sends, in parts
 * @param traces what was read of each
 */
record PendingResult(
    CloseableIterator<FlowSummary> summary, CloseableIterator<TraceQuality> traces) {

  RunResult await(final JobClient client) throws Exception {
    // Traces come all the time, the summary at the end: either would hold up the other. The thread
    // is
    // not one of the common pool: on two processors that has one alone, and since JDK 25
    // (JDK-8362881) Flink's RPC, which completes its futures there, starts no job while it waits.
    final FutureTask<List<TraceQuality>> rows = new FutureTask<>(this::inOrder);
    final Thread reader = new Thread(rows, "read traces");
    reader.setDaemon(true);
    reader.start();
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
