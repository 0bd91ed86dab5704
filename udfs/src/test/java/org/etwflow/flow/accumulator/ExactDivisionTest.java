package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quotients, compared with those of 60 digits. */
class ExactDivisionTest {

  /** 9007199254740993 is 2^53 + 1, the first integer that no double represents. */
  @ParameterizedTest
  @CsvSource({
    "0, 8, 3",
    "10, 8, 3",
    "9007199254740993, 1, 3",
    "9, 1, 9007199254740993",
    "4611686018427387904, 8, 3",
    "1152921504606846976, 8, 1",
    "9223372036854775807, 80000000, 1"
  })
  void quotient_isNearestDouble(final long dividend, final long factor, final long divisor) {
    final double expected =
        BigDecimal.valueOf(dividend)
            .multiply(BigDecimal.valueOf(factor))
            .divide(BigDecimal.valueOf(divisor), new MathContext(60))
            .doubleValue();

    assertThat(ExactDivision.of(dividend, factor, divisor)).isEqualTo(expected);
  }
}
