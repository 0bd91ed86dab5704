package org.etwflow.source.split;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;

/**
 * No record of a split is earlier than these times: one for the whole of it, and later ones for
 * what is left behind some offsets. So few that a split stays small, and so many that event time
 * moves on while it is read.
 */
@Internal
public final class LowerBounds {

  /** Of a split that may hold records of any time. */
  public static final LowerBounds UNKNOWN = new LowerBounds(new long[] {0}, new long[] {0});

  /** Of a split without records. */
  public static final LowerBounds NO_RECORDS =
      new LowerBounds(new long[] {0}, new long[] {Long.MAX_VALUE});

  private final long[] offsets;
  private final long[] times;

  /**
   * Bounds by offset.
   *
   * @param offsets ascending, the first at or before the split's
   * @param times FILETIME at each, ascending: no record from there on is earlier; {@code
   *     Long.MAX_VALUE} where there are none
   */
  LowerBounds(final long[] offsets, final long[] times) {
    this.offsets = offsets;
    this.times = times;
  }

  /** No record at this offset or behind it is earlier. */
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
