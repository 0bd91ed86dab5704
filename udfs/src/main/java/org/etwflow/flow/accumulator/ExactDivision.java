package org.etwflow.flow.accumulator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.apache.flink.annotation.Internal;

/**
 * Division with the result rounded once, to the nearest double: the same integers give the same
 * statistic, to the last digit, wherever it is computed.
 */
@Internal
public final class ExactDivision {

  /** Largest magnitude up to which every long is a double without rounding. */
  private static final long MAX_EXACT = 1L << 53;

  /**
   * Precision of intermediate results: enough for the final rounding to be the only visible one.
   */
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
    // An even shift is halved by the root, which then has ROOT_BITS fractional bits.
    final BigInteger root = radicand.shiftLeft(2 * ROOT_BITS).sqrt();
    final BigInteger scale = BigInteger.valueOf(divisor).shiftLeft(ROOT_BITS);
    return new BigDecimal(root).divide(new BigDecimal(scale), PRECISION).doubleValue();
  }
}
