package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Standard deviations, compared with the nearest double for large numbers and numbers close to a
 * tie.
 */
class StandardDeviationTest {

  private static final MathContext DIGITS = new MathContext(60);

  private static BigInteger unsigned(final long high, final long low) {
    return BigInteger.valueOf(high)
        .shiftLeft(Long.SIZE)
        .add(new BigInteger(Long.toUnsignedString(low)));
  }

  private static double expected(
      final long count, final long sum, final BigInteger squares, final long divisor) {
    final BigInteger radicand =
        BigInteger.valueOf(count).multiply(squares).subtract(BigInteger.valueOf(sum).pow(2));
    return new BigDecimal(radicand)
        .sqrt(DIGITS)
        .divide(BigDecimal.valueOf(divisor), DIGITS)
        .doubleValue();
  }

  private static void assertNearest(
      final long count, final long sum, final long high, final long low, final long divisor) {
    assertThat(StandardDeviation.of(count, sum, high, low, divisor))
        .as("%d %d %d %d %d", count, sum, high, low, divisor)
        .isEqualTo(expected(count, sum, unsigned(high, low), divisor));
  }

  private static void assertNearest(final List<Long> values, final long divisor) {
    final long sum = values.stream().mapToLong(Long::longValue).sum();
    final BigInteger squares =
        values.stream()
            .map(value -> BigInteger.valueOf(value).pow(2))
            .reduce(BigInteger.ZERO, BigInteger::add);
    assertNearest(
        values.size(),
        sum,
        squares.shiftRight(Long.SIZE).longValue(),
        squares.longValue(),
        divisor);
  }

  @Property
  void deviation_ofSendSizes_isNearestDouble(
      @ForAll @Size(min = 1, max = 300) final List<@LongRange(max = 0xFFFF_FFFFL) Long> sizes) {
    assertNearest(sizes, sizes.size());
  }

  @Property
  void deviation_ofSmallSizes_isNearestDouble(
      @ForAll @Size(min = 1, max = 300) final List<@LongRange(max = 1_500) Long> sizes) {
    assertNearest(sizes, sizes.size());
  }

  @Property
  void deviation_ofGapsInMilliseconds_isNearestDouble(
      @ForAll @Size(min = 1, max = 300) final List<@LongRange(max = 864_000_000_000L) Long> gaps) {
    assertNearest(gaps, gaps.size() * 10_000L);
  }

  /** Values whose sum is 0: the radicand is the product of count and sum of squares. */
  @Property(tries = 500)
  void deviation_ofAnyRadicand_isNearestDouble(
      @ForAll("ofAnyLength") final long count,
      @ForAll("ofAnyLength") final long squares,
      @ForAll("ofAnyLength") final long divisor) {
    assertNearest(count, 0, 0, squares, divisor);
  }

  @Provide
  Arbitrary<Long> ofAnyLength() {
    return Arbitraries.longs()
        .between(1, Long.MAX_VALUE)
        .flatMap(number -> Arbitraries.integers().between(0, 62).map(bits -> number >>> bits))
        .filter(number -> number > 0);
  }

  /**
   * Radicands {@code k * (k + 1)}, a quarter less than the square of {@code k + 1/2}, a tie from
   * 2^52 on.
   */
  @Property
  void deviation_closeToTie_isNearestDouble(
      @ForAll @LongRange(min = 1L << 50, max = (1L << 53) - 2) final long k,
      @ForAll @IntRange(min = 0, max = 2) final int distance) {
    assertNearest(k, 0, 0, k + distance, 1);
    assertNearest(k, 0, 0, k + distance, 1L << 20);
  }

  @Test
  void deviation_withExactRoot_isExact() {
    for (final long root : new long[] {1, 2, 3, 1_500, (1L << 26) + 1, 3_037_000_499L}) {
      assertNearest(1, 0, 0, root * root, 1);
      assertNearest(1, 0, 0, root * root, 3);
      assertNearest(root, 0, 0, root, 1);
      assertNearest(root * root, 0, 0, root * root, 7);
    }
  }

  @Test
  void deviation_ofExtremeValues_isNearestDouble() {
    final long max = Long.MAX_VALUE;
    assertNearest(0, 0, 0, 0, 1);
    assertNearest(1, 3_037_000_499L, 0, 3_037_000_499L * 3_037_000_499L, 1);
    assertNearest(max, 0, 0, max, max);
    assertNearest(1L << 53, 0, 0, (1L << 53) - 1, 1L << 53);
    assertNearest(1L << 53, 0, 0, 1L << 53, (1L << 53) + 1);
    assertNearest(1, 0, 0, -1, 1);
    assertNearest(1, 0, 1, 0, 1);
  }

  /** Both products have upper halves, and the lower halves a borrow or a difference of 0. */
  @Test
  void deviation_of128BitProducts_isNearestDouble() {
    assertNearest(1L << 32, 0, 0, 1L << 32, 1);
    assertNearest(1L << 32, (1L << 32) + 1, 0, 1L << 33, 1);
    assertNearest(List.of(1L << 30, (1L << 30) + 1, (1L << 30) + 2, (1L << 30) + 7), 4);
  }

  /** Radicands, divisors and roots that one or two doubles do not represent. */
  @Test
  void deviation_ofNumbersBeyondDoubles_isNearestDouble() {
    assertNearest(1L << 62, 0, 0, (1L << 56) + (1L << 24), 1);
    assertNearest(1, 0, 0, 9, (1L << 53) + 1);
    assertNearest(5, 0, 0, 1, 3);
    assertNearest(2, 0, 0, -1, 1);
  }

  /**
   * Radicands {@code k^2 + k + 1} for {@code k = s^2 + 1}: three quarters more than the square of
   * {@code k + 1/2}, where the properties with a sum of 0 have only smaller ones.
   */
  @ParameterizedTest
  @ValueSource(longs = {3, 1_000_001, 67_108_865, 67_108_866, 80_000_001, 94_906_264})
  void deviation_justAboveTie_isNearestDouble(final long sum) {
    final long k = sum * sum + 1;
    assertNearest(k, sum, 0, k + 2, 1);
    assertNearest(k, sum, 0, k + 2, 1L << 20);
    assertNearest(k, 0, 0, k + 1, 1);
    assertNearest(k, 0, 0, k + 2, 3);
  }
}
