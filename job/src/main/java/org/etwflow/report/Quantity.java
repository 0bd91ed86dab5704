package org.etwflow.report;

import java.util.Locale;

/** Formats numbers with units for the console. */
public final class Quantity {

  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};
  private static final int STEP = 1_000;
  private static final int MILLIS_PER_SECOND = 1_000;

  private Quantity() {}

  static String count(final long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Formats a statistic as {@code 1,460} or {@code 0.3333}, and null as empty text. */
  static String statistic(final Number number) {
    if (number == null) {
      return "";
    }
    return number instanceof Double value
        ? String.format(Locale.ROOT, "%,.4f", value)
        : count(number.longValue());
  }

  /** Formats bytes as {@code 1.06 MB}. */
  public static String octets(final long octets) {
    return scaled((double) octets, "B");
  }

  /** Formats a rate as {@code 11.20 kbit/s}. */
  static String bitRate(final double bitsPerSecond) {
    return scaled(bitsPerSecond, "bit/s");
  }

  /**
   * Formats a duration as {@code 42.713 s}.
   *
   * @param millis duration in milliseconds
   */
  static String seconds(final double millis) {
    return String.format(Locale.ROOT, "%,.3f s", millis / MILLIS_PER_SECOND);
  }

  private static String scaled(final double amount, final String unit) {
    double scaled = amount;
    int prefix = 0;
    while (scaled >= STEP && prefix < PREFIXES.length - 1) {
      scaled /= STEP;
      prefix++;
    }
    final String digits =
        prefix == 0
            ? String.format(Locale.ROOT, "%.0f", scaled)
            : String.format(Locale.ROOT, "%.2f", scaled);
    return digits + ' ' + PREFIXES[prefix] + unit;
  }
}
