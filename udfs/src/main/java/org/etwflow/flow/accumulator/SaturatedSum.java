package org.etwflow.flow.accumulator;

import java.util.stream.LongStream;
import org.apache.flink.annotation.Internal;

/**
 * Sums that stop at {@link #LIMIT} where the exact one is beyond it. Numbers that are at least 0
 * give the same in whatever order they are added.
 */
@Internal
public final class SaturatedSum {

  /** The sum of numbers that may be more together. */
  public static final long LIMIT = Long.MAX_VALUE;

  private SaturatedSum() {}

  /** The sum of two numbers, both at least 0. */
  public static long of(final long left, final long right) {
    final long sum = left + right;
    return sum < 0 ? LIMIT : sum;
  }

  /** The sum of any numbers, each at least 0. */
  public static long of(final LongStream numbers) {
    return numbers.reduce(0, SaturatedSum::of);
  }
}
