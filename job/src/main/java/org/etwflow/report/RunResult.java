package org.etwflow.report;

import java.util.List;
import org.etwflow.flow.topn.FlowSummary;
import org.etwflow.quality.TraceQuality;

/**
 * What a run found.
 *
 * @param summary of all sends
 * @param traces a row for each file, by path
 */
public record RunResult(FlowSummary summary, List<TraceQuality> traces) {

  public boolean couldReadSomething() {
    return traces.stream().anyMatch(trace -> trace.buffers() > 0);
  }
}
