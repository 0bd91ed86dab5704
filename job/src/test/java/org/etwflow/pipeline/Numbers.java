package org.etwflow.pipeline;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;

/** Statistics of some numbers, rounded to the nearest double: a plain and slow reference. */
final class Numbers {

  private static final MathContext EXACT = new MathContext(60);

  private final long[] values;

  /**
   * Creates the reference.
   *
   * @param values at least one, not negative
   */
  Numbers(final long... values) {
    this.values = values.clone();
  }

  long sum() {
    return Arrays.stream(values).sum();
  }

  long min() {
    return Arrays.stream(values).min().orElseThrow();
  }

  long max() {
    return Arrays.stream(values).max().orElseThrow();
  }

  double mean(final long unit) {
    return exactMean().divide(BigDecimal.valueOf(unit), EXACT).doubleValue();
  }

  private BigDecimal exactMean() {
    return BigDecimal.valueOf(sum()).divide(BigDecimal.valueOf(values.length), EXACT);
  }

  /** Population standard deviation: the root of the mean square minus the square of the mean. */
  double deviation(final long unit) {
    BigInteger squares = BigInteger.ZERO;
    for (final long value : values) {
      squares = squares.add(BigInteger.valueOf(value).pow(2));
    }
    final BigInteger count = BigInteger.valueOf(values.length);
    final BigInteger spread = count.multiply(squares).subtract(BigInteger.valueOf(sum()).pow(2));
    return new BigDecimal(spread)
        .sqrt(EXACT)
        .divide(new BigDecimal(count), EXACT)
        .divide(BigDecimal.valueOf(unit), EXACT)
        .doubleValue();
  }

  static double quotient(final long dividend, final long divisor) {
    return BigDecimal.valueOf(dividend).divide(BigDecimal.valueOf(divisor), EXACT).doubleValue();
  }
}
