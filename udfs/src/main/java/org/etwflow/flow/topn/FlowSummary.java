package org.etwflow.flow.topn;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.row.WindowedFlow;
import org.jspecify.annotations.Nullable;

/** Summary of a run: the total, and the largest of the selected flows. A Flink POJO. */
@Internal
public final class FlowSummary {

  /**
   * Maximum number of rows in a part, which Flink serializes as a whole: about two megabytes, since
   * a row with all statistics takes up to 20 kB.
   */
  private static final int ROWS_OF_A_PART = 100;

  /** Number of keys. */
  public long flows;

  /** Core statistics of all flows. */
  public FlowAccumulator total = new FlowAccumulator();

  /** Rows of the largest flows, by rank. */
  public List<WindowedFlow> top = new ArrayList<>();

  /** Row of all other flows; null if there are none. */
  public @Nullable WindowedFlow other;

  /** Splits the summary into parts of limited size: one part if the largest flows are few. */
  public List<FlowSummary> parts() {
    final List<FlowSummary> parts = new ArrayList<>();
    FlowSummary part = new FlowSummary();
    part.flows = flows;
    part.total = total;
    part.other = other;
    parts.add(part);
    for (final WindowedFlow row : top) {
      if (part.top.size() == ROWS_OF_A_PART) {
        part = new FlowSummary();
        parts.add(part);
      }
      part.top.add(row);
    }
    return parts;
  }

  /** Appends the next part. */
  public void append(final FlowSummary part) {
    flows += part.flows;
    total.merge(part.total);
    top.addAll(part.top);
    other = other == null ? part.other : other;
  }
}
