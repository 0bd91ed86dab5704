package org.etwflow.pipeline;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.etwflow.flow.FlowKey;

/**
 * Which of a fixed number of buckets a flow is in: what Flink distributes, and what has state and
 * timers. A timer for each flow and window would take longer than all there is to compute of them.
 */
final class FlowBucket {

  /**
   * With four times as many, the states of open windows no longer stand in the cache of a
   * processor. More tasks than buckets have nothing to merge.
   */
  private static final int BITS = 8;

  private static final int FIBONACCI = 0x9E37_79B9;

  /** The keys by which Flink knows them: objects, since it asks for that of a record often. */
  private static final Integer[] KEYS = evenlyDistributed(1 << BITS);

  private FlowBucket() {}

  /**
   * Flink distributes keys by a hash, of few ones unevenly. These have each another hash, as long
   * as there are as many key groups; where there are half as many, two share one, and so on: the
   * number of key groups is a power of two unless somebody asks for another.
   */
  private static Integer[] evenlyDistributed(final int count) {
    final Integer[] keys = new Integer[count];
    int found = 0;
    for (int key = 0; found < count; key++) {
      final int group = KeyGroupRangeAssignment.assignToKeyGroup(key, count);
      if (keys[group] == null) {
        keys[group] = key;
        found++;
      }
    }
    return keys;
  }

  static Integer of(final FlowKey key) {
    return KEYS[(key.hashCode() * FIBONACCI) >>> (Integer.SIZE - BITS)];
  }
}
