package org.etwflow.flow.accumulator;

/** How the values of a counter in two accumulators become one. */
enum Merge {
  /** Sum, in 64 bits: only of what cannot overflow. */
  SUM(0),
  /** Sum of numbers that are at least 0; see {@link SaturatedSum}. */
  SATURATED_SUM(0),
  /** Smallest value. */
  MIN(Long.MAX_VALUE),
  /** Largest value. */
  MAX(Long.MIN_VALUE),
  /** Sum in 128 bits, in two slots: the upper half and an unsigned lower one. */
  SUM_128(0);

  private final long empty;

  Merge(final long empty) {
    this.empty = empty;
  }

  /** Number of slots. */
  int width() {
    return this == SUM_128 ? 2 : 1;
  }

  /** What a slot holds before anything is counted: a merge with it changes nothing. */
  long empty() {
    return empty;
  }

  /** Merges a counter into another one, which has the same slots. */
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
