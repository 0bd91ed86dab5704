package org.etwflow.flow.accumulator;

/**
 * Population standard deviation, rounded to the nearest double.
 *
 * <p>It is {@code sqrt(count * sum of squares - sum^2) / divisor}. In nearly all rows the radicand
 * has at most 106 bits, which two doubles represent exactly. Root and quotient are then computed as
 * sums of two doubles, too, with a relative error of less than 2<sup>-100</sup> (T. J. Dekker, A
 * Floating-Point Technique for Extending the Available Precision, 1971). If both ends of the error
 * interval round to the same double, that is the result. Otherwise, and for larger radicands, the
 * result is computed with {@code BigInteger}.
 */
final class StandardDeviation {

  private static final int DOUBLE_BITS = 53;
  private static final long DOUBLE_MASK = (1L << DOUBLE_BITS) - 1;

  /** Relative error bound: sixteen times the proven one. */
  private static final double ERROR = 0x1p-96;

  private StandardDeviation() {}

  /**
   * Returns a standard deviation.
   *
   * @param count at least 0
   * @param sum at least 0
   * @param squaredHigh sum of the squares, upper 64 bits
   * @param squaredLow sum of the squares, lower 64 bits, unsigned
   * @param divisor at least 1: the count, times the number of input units per output unit
   */
  static double of(
      final long count,
      final long sum,
      final long squaredHigh,
      final long squaredLow,
      final long divisor) {
    if (squaredHigh == 0 && squaredLow >= 0 && divisor <= 1L << DOUBLE_BITS) {
      final long product = count * squaredLow;
      final long square = sum * sum;
      final long low = product - square;
      final long borrow = Long.compareUnsigned(product, square) < 0 ? 1 : 0;
      final long high = Math.multiplyHigh(count, squaredLow) - Math.multiplyHigh(sum, sum) - borrow;
      if ((high | low) == 0) {
        return 0;
      }
      if (high >>> (2 * DOUBLE_BITS - Long.SIZE) == 0) {
        final long upper = (high << (Long.SIZE - DOUBLE_BITS)) | (low >>> DOUBLE_BITS);
        final double nearest = nearest(upper, low & DOUBLE_MASK, (double) divisor);
        if (!Double.isNaN(nearest)) {
          return nearest;
        }
      }
    }
    return ExactDivision.ofSquareRoot(
        UInt128Sum.deviation(count, sum, squaredHigh, squaredLow), divisor);
  }

  /**
   * Returns {@code sqrt(upper * 2^53 + lower) / divisor} for a radicand greater than 0; NaN if the
   * error interval does not determine the nearest double.
   */
  private static double nearest(final long upper, final long lower, final double divisor) {
    final double shifted = (double) upper * 0x1p53;
    final double unshifted = (double) lower;
    final double radicand = shifted + unshifted;
    final double radicandRest = unshifted - (radicand - shifted);

    final double root = Math.sqrt(radicand);
    final double square = root * root;
    final double missing = radicand - square - Math.fma(root, root, -square) + radicandRest;
    final double rootRest = missing / (2 * root);

    final double quotient = root / divisor;
    final double quotientRest = (Math.fma(-quotient, divisor, root) + rootRest) / divisor;

    final double error = quotient * ERROR;
    final double least = quotient + (quotientRest - error);
    return least == quotient + (quotientRest + error) ? least : Double.NaN;
  }
}
