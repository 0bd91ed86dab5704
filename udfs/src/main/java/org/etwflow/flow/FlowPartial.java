package org.etwflow.flow;

/**
 * What one task has counted so far of one key in one window. A Flink POJO: what crosses the network
 * in place of events.
 */
public final class FlowPartial {

  /** The key. */
  public FlowKey key;

  /** Start of the window: milliseconds since 1970-01-01 UTC. */
  public long windowStart;

  /** What was counted. */
  public FlowAccumulator statistics;

  /** For Flink. */
  public FlowPartial() {}

  FlowPartial(final FlowKey key, final long windowStart) {
    this.key = key;
    this.windowStart = windowStart;
    this.statistics = new FlowAccumulator();
  }
}
