package org.etwflow.flow.accumulator;

/**
 * Standard deviations of a population, as the double nearest to the exact value.
 *
 * <p>That is {@code sqrt(count * sum of squares - sum^2) / divisor}. Of nearly all rows the
 * radicand has no more than 106 bits, which two doubles hold exactly. Then the root and the
 * quotient are computed as sums of two doubles as well, whose error is known: less than
 * 2<sup>-100</sup> of the value (T. J. Dekker, A Floating-Point Technique for Extending the
 * Available Precision, 1971). If both ends of that interval round to the same double, it is the
 * nearest. Else, and where numbers are larger, integers of any size tell.
 */
final class StandardDeviation {

  private static final int DOUBLE_BITS = 53;
  private static final long DOUBLE_MASK = (1L << DOUBLE_BITS) - 1;

  /** Sixteen times what the error can be, in parts of the value. */
  private static final double ERROR = 0x1p-96;

  private StandardDeviation() {}

  /**
   * Of what was counted.
   *
   * @param count at least 0
   * @param sum at least 0
   * @param squaredHigh sum of the squares, upper 64 bits
   * @param squaredLow sum of the squares, lower 64 bits, unsigned
   * @param divisor at least 1: the count, times what a unit is divided into
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

  /** {@code sqrt(upper * 2^53 + lower) / divisor}, not 0; NaN if it is too close to call. */
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
