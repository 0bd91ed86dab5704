package org.etwflow.benchmark;

import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Median of numbers, some of which may be missing. */
final class Median {

  private Median() {}

  /**
   * Returns the median of the present numbers.
   *
   * @return for an even number of values, the mean of the two in the middle; empty if there is none
   */
  static OptionalDouble of(final Stream<OptionalDouble> numbers) {
    final double[] sorted = numbers.flatMapToDouble(OptionalDouble::stream).sorted().toArray();
    final int length = sorted.length;
    return length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sorted[(length - 1) / 2] + sorted[length / 2]) / 2);
  }
}
