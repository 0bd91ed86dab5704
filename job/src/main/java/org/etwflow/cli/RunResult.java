package org.etwflow.cli;

import java.util.List;
import org.etwflow.flow.FlowSummary;
import org.etwflow.quality.TraceQuality;

/**
 * What a run found.
 *
 * @param summary of all sends
 * @param traces a row for each file, by path
 */
record RunResult(FlowSummary summary, List<TraceQuality> traces) {

  boolean couldReadSomething() {
    return traces.stream().anyMatch(trace -> trace.buffers() > 0);
  }
}
