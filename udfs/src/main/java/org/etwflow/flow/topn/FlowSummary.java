package org.etwflow.flow.topn;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.row.WindowedFlow;
import org.jspecify.annotations.Nullable;

/** All that was counted in a run, and the largest of the flows wanted. A Flink POJO. */
@Internal
public final class FlowSummary {

  /**
   * What goes through Flink in one piece: two megabytes at the most, as a row with all statistics
   * takes up to 20 kB.
   */
  private static final int ROWS_OF_A_PART = 100;

  /** Number of keys. */
  public long flows;

  /** Over all of them: the core. */
  public FlowAccumulator total = new FlowAccumulator();

  /** The rows of the largest, in the order of their ranks. */
  public List<WindowedFlow> top = new ArrayList<>();

  /** The row of all others; null if there are none. */
  public @Nullable WindowedFlow other;

  /** The same in parts of a limited size: one if the largest flows are few. */
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

  /** Adds the next part. */
  public void append(final FlowSummary part) {
    flows += part.flows;
    total.merge(part.total);
    top.addAll(part.top);
    other = other == null ? part.other : other;
  }
}
