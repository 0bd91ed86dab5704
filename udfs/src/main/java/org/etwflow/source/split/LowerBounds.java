package org.etwflow.source.split;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;

/**
 * Lower bounds of the record times of a split: one for the whole split, and later ones from some
 * offsets on. They are few enough for a small split, and enough for event time to advance while it
 * is read.
 */
@Internal
public final class LowerBounds {

  /** Bounds of a split with records of any time. */
  public static final LowerBounds UNKNOWN = new LowerBounds(new long[] {0}, new long[] {0});

  /** Bounds of a split without records. */
  public static final LowerBounds NO_RECORDS =
      new LowerBounds(new long[] {0}, new long[] {Long.MAX_VALUE});

  private final long[] offsets;
  private final long[] times;

  /**
   * Creates bounds by offset.
   *
   * @param offsets ascending, the first one not after the start of the split
   * @param times lower bound from each offset on, FILETIME, ascending; {@code Long.MAX_VALUE} if
   *     there are no records
   */
  LowerBounds(final long[] offsets, final long[] times) {
    this.offsets = offsets;
    this.times = times;
  }

  /** Lower bound of the records from an offset on. */
  public long from(final long offset) {
    final int found = Arrays.binarySearch(offsets, offset);
    return times[Math.max(0, found >= 0 ? found : -found - 2)];
  }

  long[] offsets() {
    return offsets;
  }

  long[] times() {
    return times;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof LowerBounds that
        && Arrays.equals(offsets, that.offsets)
        && Arrays.equals(times, that.times);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(offsets) + Arrays.hashCode(times);
  }

  @Override
  public String toString() {
    return "LowerBounds{" + Arrays.toString(offsets) + " " + Arrays.toString(times) + "}";
  }
}
