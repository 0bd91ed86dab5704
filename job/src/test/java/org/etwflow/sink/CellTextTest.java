package org.etwflow.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.etwflow.etl.FileTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values in text formats. */
class CellTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "100, 100",
    "1200.50, 1200.5",
    "0.30000000000000004, 0.3",
    "0.1, 0.1",
    "1e-7, 0.0000001",
    "1e21, 1000000000000000000000",
    "123456789012345678, 123456789012346000",
    "33.333333333333336, 33.3333333333333",
    "66.66666666666667, 66.6666666666667",
    "0.000123456789012345678, 0.000123456789012346",
    "4503599627370497.5, 4503599627370500",
  })
  void number_hasFifteenDigitsAndNoExponent(final double number, final String text) {
    assertThat(CellText.ofNumber(number).toPlainString()).isEqualTo(text);
  }

  @Property
  void number_isRoundedToFifteenDigits(
      @ForAll @DoubleRange(min = 0, max = 1e30) final double number) {
    assertRounded(number);
  }

  /** Numbers of every size with few bits, so that some are ties of fifteen digits. */
  @Property(tries = 20_000)
  void numberOfFewBits_isRoundedToFifteenDigits(
      @ForAll @LongRange(min = 1, max = 1L << 53) final long bits,
      @ForAll @IntRange(min = -100, max = 60) final int exponent) {
    assertRounded(Math.scalb((double) bits, exponent));
  }

  @Property
  void numberWithFewDecimals_isExact(
      @ForAll @LongRange(max = 999_999_999_999_999L) final long digits,
      @ForAll @IntRange(min = 0, max = 21) final int scale) {
    assertRounded(BigDecimal.valueOf(digits, scale).doubleValue());
    assertRounded(Math.nextUp(BigDecimal.valueOf(digits, scale).doubleValue()));
  }

  /** {@code n + 0.5} with fifteen digits before the decimal point. */
  @Property
  void tie_isRoundedToEven(
      @ForAll @LongRange(min = 1L << 47, max = 999_999_999_999_999L) final long number) {
    assertRounded((double) number + 0.5);
  }

  private static void assertRounded(final double number) {
    assertThat(CellText.ofNumber(number))
        .isEqualByComparingTo(
            new BigDecimal(number).round(new MathContext(15, RoundingMode.HALF_EVEN)));
    assertThat(CellText.ofNumber(number).toPlainString())
        .matches("(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-02T09:00:00Z, 2026-03-02T09:00:00.0000000Z",
    "2026-03-02T09:00:00.1Z, 2026-03-02T09:00:00.1000000Z",
    "2026-03-02T09:00:00.123456700Z, 2026-03-02T09:00:00.1234567Z",
    "2026-12-31T23:59:59.999999900Z, 2026-12-31T23:59:59.9999999Z",
    "1601-01-01T00:00:00.000000100Z, 1601-01-01T00:00:00.0000001Z",
    "1969-12-31T23:59:59.500Z, 1969-12-31T23:59:59.5000000Z",
    "9999-12-31T23:59:59.999999900Z, 9999-12-31T23:59:59.9999999Z",
    "+10000-01-01T00:00:00Z, 9999-12-31T23:59:59.9999999Z",
    "+1000000000-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.9999999Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.0000000Z",
    "-0001-12-31T23:59:59.999999900Z, 0000-01-01T00:00:00.0000000Z",
    "-1000000000-01-01T00:00:00Z, 0000-01-01T00:00:00.0000000Z",
  })
  void time_hasSevenDecimals(final Instant time, final String text) {
    assertThat(CellText.ofTime(time)).isEqualTo(text);
  }

  @Property
  void texts_sortLikeTimes(
      @ForAll @LongRange(min = -(1L << 48), max = 1L << 48) final long earlier,
      @ForAll @LongRange(min = 0, max = 1L << 48) final long seconds) {
    assertThat(CellText.ofTime(Instant.ofEpochSecond(earlier)))
        .isLessThanOrEqualTo(CellText.ofTime(Instant.ofEpochSecond(earlier + seconds)));
  }

  @Property
  void time_isIso8601(@ForAll @LongRange(max = 2_650_467_743_999_999_999L) final long fileTime) {
    final Instant time = FileTime.toInstant(fileTime);
    assertThat(CellText.ofTime(time)).hasSize(28);
    assertThat(Instant.parse(CellText.ofTime(time))).isEqualTo(time);
  }
}
