package org.etwflow.quality;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;

/**
 * All times between which sends of a machine may be missing. Immutable, and never large: of many
 * stretches those that are closest together become one.
 */
@Internal
public final class LossIntervals {

  /** Nothing is missing. */
  static final LossIntervals NONE = new LossIntervals(new long[0]);

  private static final int MAX_STRETCHES = 1_000;

  /** In turn the first and the last time of a stretch, ascending; milliseconds, inclusive. */
  private final long[] bounds;

  private LossIntervals(final long[] bounds) {
    this.bounds = bounds;
  }

  /** What {@link #bounds()} told, or {@link #NONE} for null. */
  public static LossIntervals of(final long[] bounds) {
    return bounds == null ? NONE : new LossIntervals(bounds);
  }

  /** For states. Not to be changed. */
  public long[] bounds() {
    return bounds;
  }

  /** Whether there is such a time in a window: its start is inclusive, its end is not. */
  public boolean meet(final long windowStart, final long windowEnd) {
    final int stretch = firstEndingFrom(windowStart);
    return stretch < bounds.length && bounds[stretch] < windowEnd;
  }

  /** These and those of another loss. */
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
    return new LossIntervals(more.length > 2 * MAX_STRETCHES ? withoutShortestPause(more) : more);
  }

  /** These and others. */
  public LossIntervals plus(final LossIntervals others) {
    LossIntervals all = this;
    for (int at = 0; at < others.bounds.length; at += 2) {
      all = all.plus(others.bounds[at], others.bounds[at + 1]);
    }
    return all;
  }

  /** Index of the first stretch that does not end before a time. */
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
