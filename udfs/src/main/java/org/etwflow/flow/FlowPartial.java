package org.etwflow.flow;

import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What one task has counted so far of one key in one pane of its windows: what crosses the network
 * in place of events.
 */
@TypeInfo(FlowPartialTypeInfoFactory.class)
public final class FlowPartial {

  /** The key. */
  public FlowKey key;

  /** Start of the pane: milliseconds since 1970-01-01 UTC. */
  public long paneStart;

  /** What was counted. */
  public FlowAccumulator statistics;

  /** For Flink. */
  public FlowPartial() {}

  FlowPartial(final FlowKey key, final long paneStart, final FlowAccumulator statistics) {
    this.key = key;
    this.paneStart = paneStart;
    this.statistics = statistics;
  }
}
