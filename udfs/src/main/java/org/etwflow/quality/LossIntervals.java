package org.etwflow.quality;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;

/**
 * Immutable set of disjoint loss intervals of a host. Its size is limited: beyond the limit, the
 * two closest intervals are joined.
 */
@Internal
public final class LossIntervals {

  /** Empty set. */
  static final LossIntervals NONE = new LossIntervals(new long[0]);

  private static final int MAX_INTERVALS = 1_000;

  /** First and last time of each interval, ascending; milliseconds, inclusive. */
  private final long[] bounds;

  private LossIntervals(final long[] bounds) {
    this.bounds = bounds;
  }

  /** Creates the set with the given {@link #bounds()}, or returns {@link #NONE} for null. */
  public static LossIntervals of(final long[] bounds) {
    return bounds == null ? NONE : new LossIntervals(bounds);
  }

  /** First and last times, for states. Must not be modified. */
  public long[] bounds() {
    return bounds;
  }

  /** Whether an interval overlaps a window, whose start is inclusive and whose end is exclusive. */
  public boolean overlaps(final long windowStart, final long windowEnd) {
    final int first = firstEndingFrom(windowStart);
    return first < bounds.length && bounds[first] < windowEnd;
  }

  /** Returns this set with another interval. */
  public LossIntervals plus(final LossInterval loss) {
    return plus(loss.from(), loss.to());
  }

  private LossIntervals plus(final long lossFrom, final long lossTo) {
    final int first = firstEndingFrom(lossFrom);
    int behind = first;
    while (behind < bounds.length && bounds[behind] <= lossTo) {
      behind += 2;
    }
    final boolean joinsNone = first == behind;
    final long from = joinsNone ? lossFrom : Math.min(lossFrom, bounds[first]);
    final long to = joinsNone ? lossTo : Math.max(lossTo, bounds[behind - 1]);
    final long[] more = new long[first + 2 + bounds.length - behind];
    System.arraycopy(bounds, 0, more, 0, first);
    more[first] = from;
    more[first + 1] = to;
    System.arraycopy(bounds, behind, more, first + 2, bounds.length - behind);
    return new LossIntervals(more.length > 2 * MAX_INTERVALS ? withoutShortestPause(more) : more);
  }

  /** Returns the union of two sets. */
  public LossIntervals plus(final LossIntervals others) {
    LossIntervals all = this;
    for (int at = 0; at < others.bounds.length; at += 2) {
      all = all.plus(others.bounds[at], others.bounds[at + 1]);
    }
    return all;
  }

  /** Index in {@link #bounds} of the first interval that does not end before a time. */
  private int firstEndingFrom(final long time) {
    int low = 0;
    int high = bounds.length / 2;
    while (low < high) {
      final int middle = (low + high) >>> 1;
      if (bounds[2 * middle + 1] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return 2 * low;
  }

  private static long[] withoutShortestPause(final long[] bounds) {
    int shortest = 1;
    for (int end = 3; end < bounds.length - 1; end += 2) {
      if (bounds[end + 1] - bounds[end] < bounds[shortest + 1] - bounds[shortest]) {
        shortest = end;
      }
    }
    final long[] fewer = Arrays.copyOf(bounds, bounds.length - 2);
    System.arraycopy(bounds, shortest + 2, fewer, shortest, fewer.length - shortest);
    return fewer;
  }

  @Override
  public String toString() {
    return Arrays.toString(bounds);
  }
}
