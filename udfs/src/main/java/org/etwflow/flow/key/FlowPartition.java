package org.etwflow.flow.key;

import org.apache.flink.annotation.Internal;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Partition of the flows by hash: the unit that Flink distributes, and that has state and timers.
 * One timer for each flow and window would take longer than all other computation.
 */
@Internal
public final class FlowPartition {

  private static final int BITS = 8;

  /**
   * Number of partitions, and therefore the largest useful number of merging tasks. On two tasks,
   * half as many partitions took 3 % less time for many hosts with 100,000 flows, and 1 % more for
   * a million flows.
   */
  public static final int COUNT = 1 << BITS;

  private static final int FIBONACCI = 0x9E37_79B9;

  private static final int[] KEYS = evenlyDistributed();

  private FlowPartition() {}

  /**
   * Returns keys with different key groups, since Flink distributes a small number of consecutive
   * keys unevenly. If there are fewer key groups than partitions, the same number of partitions
   * shares each of them: the number of key groups is a power of two unless the user sets another
   * one.
   */
  private static int[] evenlyDistributed() {
    final int[] keys = new int[COUNT];
    final boolean[] isFound = new boolean[COUNT];
    int found = 0;
    for (int key = 0; found < COUNT; key++) {
      final int group = KeyGroupRangeAssignment.assignToKeyGroup(key, COUNT);
      if (!isFound[group]) {
        isFound[group] = true;
        keys[group] = key;
        found++;
      }
    }
    return keys;
  }

  /** Returns the partition of a flow: 0 to {@link #COUNT}, exclusive. */
  public static int of(final FlowKey key) {
    return (key.hashCode() * FIBONACCI) >>> (Integer.SIZE - BITS);
  }

  /** Returns the Flink key of the partition of a flow. */
  public static int key(final FlowKey key) {
    return KEYS[of(key)];
  }
}
