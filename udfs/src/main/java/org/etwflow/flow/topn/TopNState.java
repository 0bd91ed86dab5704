package org.etwflow.flow.topn;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.row.WindowedFlow;
import org.jspecify.annotations.Nullable;

/**
 * Flows of one window: the N largest, and the sum of all others. A Flink POJO that {@link
 * TopNSelector} updates.
 */
@Internal
public final class TopNState {

  /** Number of flows, including those in {@link #other}. */
  public long count;

  /** The largest flows as a heap: the lowest ranked flow is first. */
  public List<TopNEntry> top = new ArrayList<>();

  /** Row of all other flows, with an accumulator of its own; null if there are none. */
  public @Nullable WindowedFlow other;

  public void addToOther(final WindowedFlow flow) {
    other = other == null ? flow.asOther() : other.plus(flow);
  }

  /** Returns the core statistics of all flows together. */
  public FlowAccumulator total() {
    final FlowAccumulator total = new FlowAccumulator();
    top.forEach(ranked -> total.merge(ranked.flow().statistics()));
    if (other != null) {
      total.merge(other.statistics());
    }
    return total;
  }
}
