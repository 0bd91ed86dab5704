package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.etwflow.flow.partial.FlowTable;
import org.junit.jupiter.api.Test;

/** Sums that are exact, or at their limit. */
class SaturatedSumTest {

  @Property
  void sum_inAnyOrder_isExactOrAtLimit(
      @ForAll final List<@LongRange(max = Long.MAX_VALUE) Long> numbers,
      @ForAll final Random random) {
    final BigInteger exact =
        numbers.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    final long expected = exact.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();

    assertThat(SaturatedSum.of(numbers.stream().mapToLong(Long::longValue))).isEqualTo(expected);
    Collections.shuffle(numbers, random);
    assertThat(SaturatedSum.of(numbers.stream().mapToLong(Long::longValue))).isEqualTo(expected);
  }

  @Test
  void sum_ofFullTable_isBelowLimit() {
    final BigInteger largest =
        BigInteger.valueOf(FlowTable.MAX_SENDS).multiply(BigInteger.valueOf(0xFFFF_FFFFL));

    assertThat(largest).isLessThan(BigInteger.valueOf(SaturatedSum.LIMIT));
  }

  @Test
  void sum_isExactUpToTheLimit() {
    assertThat(SaturatedSum.of(0, 0)).isZero();
    assertThat(SaturatedSum.of(Long.MAX_VALUE - 3, 3)).isEqualTo(Long.MAX_VALUE);
    assertThat(SaturatedSum.of(Long.MAX_VALUE - 3, 4)).isEqualTo(Long.MAX_VALUE);
    assertThat(SaturatedSum.of(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(SaturatedSum.of(LongStream.of(5, 7, 11))).isEqualTo(23);
  }
}
