package org.etwflow.sink;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** How a value stands in a text format: the same text for the same value, wherever it is made. */
final class CellText {

  /** So many digits every double has; the rest differs between ways to print it. */
  private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

  /** The least number of fifteen digits, and the least of one more. */
  private static final double FIFTEEN_DIGITS = 1e14;

  private static final double SIXTEEN_DIGITS = 1e15;

  /** Up to here a power of ten is a double without rounding. */
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
   * ISO 8601, with always four digits of the year and seven of the second, Windows' resolution:
   * texts sort as times. A time outside of the years 0 to 9999, such as the end of a window which
   * begins in the last of them, stands as the first or the last of them.
   */
  static String ofTime(final Instant time) {
    final Instant told = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    final LocalDateTime parts =
        LocalDateTime.ofEpochSecond(told.getEpochSecond(), told.getNano(), ZoneOffset.UTC);
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

  /** Digits that end before an index, where there were zeros. */
  private static void putDigits(final int number, final byte[] text, final int end) {
    int rest = number;
    for (int i = end - 1; rest > 0; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /**
   * Without an exponent and without zeros at the end.
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

  /** The product and what it lacks are together exact: so is what is not close to a half. */
  private static BigDecimal rounded(final double number) {
    for (int scale = 0; number < SIXTEEN_DIGITS && scale <= MAX_EXACT_POWER; scale++) {
      final double product = number * POWERS[scale];
      if (product > FIFTEEN_DIGITS) {
        final double integer = Math.rint(product);
        final double missing = Math.fma(number, POWERS[scale], -product);
        return product < SIXTEEN_DIGITS && Math.abs(product - integer + missing) < 0.5
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
