package org.etwflow.flow.topn;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.row.WindowedFlow;
import org.jspecify.annotations.Nullable;

/**
 * The largest of the flows of one window, and all others as one. A Flink POJO, which {@link
 * TopNSelector} adds to.
 */
@Internal
public final class TopNState {

  /** Number of flows, those in the rest included. */
  public long count;

  /** The largest flows, as a heap: each one comes after the two below it, the first after all. */
  public List<TopNEntry> top = new ArrayList<>();

  /** All others as one, its statistics its own; null if there are none. */
  public @Nullable WindowedFlow rest;

  public void addToRest(final WindowedFlow flow) {
    rest = rest == null ? flow.asRest() : rest.plus(flow);
  }

  /** Of all flows together: the core. */
  public FlowAccumulator total() {
    final FlowAccumulator total = new FlowAccumulator();
    top.forEach(ranked -> total.merge(ranked.flow().statistics()));
    if (rest != null) {
      total.merge(rest.statistics());
    }
    return total;
  }
}
