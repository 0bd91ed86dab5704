package org.etwflow.pipeline;

import org.etwflow.flow.FlowKey;

/**
 * Which of a fixed number of buckets a flow is in: what Flink distributes, and what has timers. A
 * timer for each flow and window would take longer than all there is to compute of them.
 */
final class FlowBucket {

  /** Enough for 64 tasks to share them about equally; with four times as many it takes longer. */
  private static final int BITS = 10;

  private static final int FIBONACCI = 0x9E37_79B9;

  private FlowBucket() {}

  static int of(final FlowKey key) {
    return (key.hashCode() * FIBONACCI) >>> (Integer.SIZE - BITS);
  }
}
