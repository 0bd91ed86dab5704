package org.etwflow.sink;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How a value stands in a text format: the same text for the same value, wherever it is made. */
final class CellText {

  /** Always seven digits, Windows' resolution: then texts sort as the times do. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** So many digits every double has; the rest differs between ways to print it. */
  private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

  private CellText() {}

  /** ISO 8601 with seven digits of the second. */
  static String ofTime(final Instant time) {
    return TIME.format(time);
  }

  /** Without an exponent and without zeros at the end. */
  static BigDecimal ofNumber(final double number) {
    final BigDecimal decimal = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
    return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
  }
}
