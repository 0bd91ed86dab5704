package org.etwflow.flow;

import java.util.ArrayList;
import java.util.List;

/** All that was counted in a run, and the largest of the flows wanted. A Flink POJO. */
public final class FlowSummary {

  /** Number of keys. */
  public long flows;

  /** Over all of them. */
  public FlowAccumulator total = new FlowAccumulator();

  /** Those with most sendOctets, the largest first; of equals the first by the key's text. */
  public List<FlowTotal> top = new ArrayList<>();
}
