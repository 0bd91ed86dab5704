package org.etwflow.report;

import java.util.List;
import org.etwflow.flow.topn.FlowSummary;
import org.etwflow.quality.TraceQuality;

/**
 * The result of a run.
 *
 * @param summary totals and largest flows of the whole run
 * @param traces quality of each session, ordered by path
 */
public record RunResult(FlowSummary summary, List<TraceQuality> traces) {

  /** Whether at least one trace could be read. */
  public boolean hasReadTrace() {
    return traces.stream().anyMatch(RunResult::isRead);
  }

  /** Whether files, or parts of them, were skipped because of errors of their file system. */
  public boolean hasStorageErrors() {
    return traces.stream().anyMatch(trace -> trace.storageErrors() > 0);
  }

  static boolean isRead(final TraceQuality trace) {
    return trace.buffers() > 0;
  }
}
