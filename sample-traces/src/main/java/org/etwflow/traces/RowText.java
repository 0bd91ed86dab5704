package org.etwflow.traces;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Text of times and numbers in expected rows. Numbers are exact until they are rounded once, to the
 * nearest double, of which 15 digits are written.
 */
final class RowText {

  private static final MathContext EXACT = new MathContext(40, RoundingMode.HALF_EVEN);
  private static final MathContext PRINTED = new MathContext(15, RoundingMode.HALF_EVEN);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private RowText() {}

  /**
   * A time in ISO 8601.
   *
   * @param sinceEpoch 100 ns since 1970
   */
  static String time(long sinceEpoch) {
    final long second = Math.floorDiv(sinceEpoch, TraceSession.SECOND);
    final long rest = Math.floorMod(sinceEpoch, TraceSession.SECOND);
    return TIME.format(Instant.ofEpochSecond(second, rest * 100));
  }

  static String quotient(BigInteger dividend, BigInteger divisor) {
    return number(new BigDecimal(dividend).divide(new BigDecimal(divisor), EXACT));
  }

  /**
   * Bits per second.
   *
   * @param duration in 100 ns, not 0
   */
  static String bitRate(BigInteger octets, long duration) {
    final BigInteger bits = octets.shiftLeft(3).multiply(BigInteger.valueOf(TraceSession.SECOND));
    return quotient(bits, BigInteger.valueOf(duration));
  }

  private static String number(BigDecimal exact) {
    final BigDecimal nearest = new BigDecimal(exact.doubleValue());
    return nearest.round(PRINTED).stripTrailingZeros().toPlainString();
  }
}
