package org.etwflow.flow.accumulator;

/** Function that merges the values of a counter in two accumulators. */
enum Merge {
  /** Sum in 64 bits, for values that cannot overflow. */
  SUM(0),
  /** Sum of non-negative numbers that stops at a limit: see {@link SaturatedSum}. */
  SATURATED_SUM(0),
  /** Smallest value. */
  MIN(Long.MAX_VALUE),
  /** Largest value. */
  MAX(Long.MIN_VALUE),
  /** Sum in 128 bits, in two slots: the upper half, and the lower half as an unsigned number. */
  SUM_128(0);

  private final long empty;

  Merge(final long empty) {
    this.empty = empty;
  }

  /** Number of slots. */
  int width() {
    return this == SUM_128 ? 2 : 1;
  }

  /** Initial value of a slot: the neutral element of the merge. */
  long empty() {
    return empty;
  }

  /** Merges a counter into another one in the same slots. */
  void merge(final long[] into, final long[] from, final int slot) {
    switch (this) {
      case SUM -> into[slot] += from[slot];
      case SATURATED_SUM -> into[slot] = SaturatedSum.of(into[slot], from[slot]);
      case MIN -> into[slot] = Math.min(into[slot], from[slot]);
      case MAX -> into[slot] = Math.max(into[slot], from[slot]);
      case SUM_128 -> {
        into[slot] += from[slot] + UInt128Sum.carry(into[slot + 1], from[slot + 1]);
        into[slot + 1] += from[slot + 1];
      }
    }
  }
}
