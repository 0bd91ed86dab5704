package org.etwflow.benchmark;

import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The one in the middle. */
final class Median {

  private Median() {}

  /**
   * Of those that are there.
   *
   * @return of an even number the mean of the two in the middle; empty if there is none
   */
  static OptionalDouble of(final Stream<OptionalDouble> numbers) {
    final double[] sorted = numbers.flatMapToDouble(OptionalDouble::stream).sorted().toArray();
    final int length = sorted.length;
    return length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sorted[(length - 1) / 2] + sorted[length / 2]) / 2);
  }
}
