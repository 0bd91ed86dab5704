package org.etwflow.flow.accumulator;

import java.math.BigInteger;

/**
 * Sum of squares in 128 bits: the upper half, and the lower half as an unsigned number. The squares
 * of two sizes of 4 GB, or of one gap of 8 minutes, overflow 64 bits.
 */
final class UInt128Sum {

  private UInt128Sum() {}

  /** Carry of an addition of two lower halves: 1 or 0. */
  static long carry(final long low, final long added) {
    return Long.compareUnsigned(low + added, low) < 0 ? 1 : 0;
  }

  /** Radicand of the standard deviation: {@code count * sum of squares - sum^2}. */
  static BigInteger deviation(
      final long count, final long sum, final long squaredHigh, final long squaredLow) {
    final BigInteger squares =
        BigInteger.valueOf(squaredHigh)
            .shiftLeft(Long.SIZE)
            .add(new BigInteger(Long.toUnsignedString(squaredLow)));
    return BigInteger.valueOf(count).multiply(squares).subtract(BigInteger.valueOf(sum).pow(2));
  }
}
