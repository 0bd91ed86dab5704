package org.etwflow.sink;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Formats values for text formats, independently of the locale and the JDK. */
final class CellText {

  /** Decimal digits that every double preserves. Further digits differ between algorithms. */
  private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

  /** The smallest integer with 15 digits. */
  private static final double FIFTEEN_DIGITS = 1e14;

  /** The smallest integer with 16 digits. */
  private static final double SIXTEEN_DIGITS = 1e15;

  /** The largest power of ten that a double represents exactly. */
  private static final int MAX_EXACT_POWER = 22;

  private static final double[] POWERS = powers();

  private static final String TIME = "0000-00-00T00:00:00.0000000Z";

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999900Z");

  private static final int NANOS_PER_UNIT = 100;

  private CellText() {}

  private static double[] powers() {
    final double[] powers = new double[MAX_EXACT_POWER + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = 10 * powers[i - 1];
    }
    return powers;
  }

  /**
   * Formats a time as ISO 8601, with four digits of the year and seven of the fraction of a second,
   * which is the resolution of Windows. The texts sort like the times. Times outside of the years 0
   * to 9999, such as the end of the last window of 9999, are clamped.
   */
  static String ofTime(final Instant time) {
    final Instant clamped = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    final LocalDateTime parts =
        LocalDateTime.ofEpochSecond(clamped.getEpochSecond(), clamped.getNano(), ZoneOffset.UTC);
    final byte[] text = TIME.getBytes(StandardCharsets.ISO_8859_1);
    putDigits(parts.getYear(), text, 4);
    putDigits(parts.getMonthValue(), text, 7);
    putDigits(parts.getDayOfMonth(), text, 10);
    putDigits(parts.getHour(), text, 13);
    putDigits(parts.getMinute(), text, 16);
    putDigits(parts.getSecond(), text, 19);
    putDigits(parts.getNano() / NANOS_PER_UNIT, text, 27);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Overwrites the zeros before an index with the digits of a number. */
  private static void putDigits(final int number, final byte[] text, final int end) {
    int remaining = number;
    for (int i = end - 1; remaining > 0; i--) {
      text[i] = (byte) ('0' + remaining % 10);
      remaining /= 10;
    }
  }

  /**
   * Formats a number without an exponent and without trailing zeros.
   *
   * @param number at least 0
   */
  static BigDecimal ofNumber(final double number) {
    if (number < SIXTEEN_DIGITS && number == Math.rint(number)) {
      return BigDecimal.valueOf((long) number);
    }
    final BigDecimal rounded = rounded(number);
    final BigDecimal decimal = rounded.stripTrailingZeros();
    return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
  }

  /**
   * Rounds to 15 digits. The product and its rounding error are exact together, so that the result
   * is correct unless it is close to a half; then slower, exact arithmetic decides.
   */
  private static BigDecimal rounded(final double number) {
    for (int scale = 0; number < SIXTEEN_DIGITS && scale <= MAX_EXACT_POWER; scale++) {
      final double product = number * POWERS[scale];
      if (product > FIFTEEN_DIGITS) {
        final double integer = Math.rint(product);
        final double error = Math.fma(number, POWERS[scale], -product);
        return product < SIXTEEN_DIGITS && Math.abs(product - integer + error) < 0.5
            ? BigDecimal.valueOf((long) integer, scale)
            : exactlyRounded(number);
      }
    }
    return exactlyRounded(number);
  }

  private static BigDecimal exactlyRounded(final double number) {
    return new BigDecimal(number).round(DIGITS);
  }
}
