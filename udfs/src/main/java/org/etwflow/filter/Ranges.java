package org.etwflow.filter;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Immutable set of numbers as a union of ranges. */
final class Ranges implements Serializable {

  private static final long serialVersionUID = 1L;

  static final Ranges NONE = new Ranges(new long[0]);

  /** All numbers. */
  static final Ranges ALL = new Ranges(new long[] {Long.MIN_VALUE});

  /** Ascending bounds: in turn the first number of a range and the first number after it. */
  private final long[] bounds;

  private Ranges(final long[] bounds) {
    this.bounds = bounds;
  }

  /** Union of ranges, which may be in any order and overlap. */
  static Ranges of(final List<Range> ranges) {
    final long[] bounds = new long[2 * ranges.size()];
    int size = 0;
    for (final Range range : sorted(ranges)) {
      if (size == 0 || range.first() > bounds[size - 1]) {
        bounds[size] = range.first();
        bounds[size + 1] = range.last() + 1;
        size += 2;
      } else {
        bounds[size - 1] = Math.max(bounds[size - 1], range.last() + 1);
      }
    }
    return new Ranges(Arrays.copyOf(bounds, size));
  }

  private static List<Range> sorted(final List<Range> ranges) {
    return ranges.stream().sorted(Comparator.comparingLong(Range::first)).toList();
  }

  /**
   * Whether the set contains a number: an odd number of bounds is less than or equal to it. Not
   * {@code Arrays.binarySearch}, so that the search is inlined.
   */
  boolean contains(final long number) {
    int low = 0;
    int high = bounds.length;
    while (low < high) {
      final int middle = (low + high) >>> 1;
      if (bounds[middle] <= number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (low & 1) == 1;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof Ranges that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  /** The bounds as text: equal for equal sets. */
  @Override
  public String toString() {
    return Arrays.toString(bounds);
  }
}
