package org.etwflow.flow.accumulator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Quotients as the double nearest to the exact value, so that a statistic computed elsewhere from
 * the same integers is the same to the last digit.
 */
public final class ExactDivision {

  /** Up to here a long is a double without rounding. */
  private static final long MAX_EXACT = 1L << 53;

  /** Enough for the last rounding to be the only one that shows. */
  private static final MathContext PRECISION = new MathContext(40);

  private static final int ROOT_BITS = 128;

  private ExactDivision() {}

  /** {@code dividend * factor / divisor}; all at least 0, the divisor at least 1. */
  public static double of(final long dividend, final long factor, final long divisor) {
    final boolean fits = Math.multiplyHigh(dividend, factor) == 0;
    final long product = dividend * factor;
    if (fits && product >= 0 && product <= MAX_EXACT && divisor <= MAX_EXACT) {
      return (double) product / divisor;
    }
    return BigDecimal.valueOf(dividend)
        .multiply(BigDecimal.valueOf(factor))
        .divide(BigDecimal.valueOf(divisor), PRECISION)
        .doubleValue();
  }

  /** {@code sqrt(radicand) / divisor}. */
  static double ofSquareRoot(final BigInteger radicand, final long divisor) {
    if (radicand.signum() == 0) {
      return 0;
    }
    // An even shift halves in the root: so many bits of the root are behind the point.
    final BigInteger root = radicand.shiftLeft(2 * ROOT_BITS).sqrt();
    final BigInteger scale = BigInteger.valueOf(divisor).shiftLeft(ROOT_BITS);
    return new BigDecimal(root).divide(new BigDecimal(scale), PRECISION).doubleValue();
  }
}
