package org.etwflow.flow.accumulator;

import java.util.stream.LongStream;
import org.apache.flink.annotation.Internal;

/**
 * Sum that stops at {@link #LIMIT} if the exact sum is larger. The result does not depend on the
 * order in which non-negative numbers are added.
 */
@Internal
public final class SaturatedSum {

  /** Result for all sums that are not smaller. */
  public static final long LIMIT = Long.MAX_VALUE;

  private SaturatedSum() {}

  /** Returns the sum of two numbers, each at least 0. */
  public static long of(final long left, final long right) {
    final long sum = left + right;
    return sum < 0 ? LIMIT : sum;
  }

  /** Returns the sum of any number of numbers, each at least 0. */
  public static long of(final LongStream numbers) {
    return numbers.reduce(0, SaturatedSum::of);
  }
}
