package org.etwflow.cli;

import java.util.Locale;
import org.etwflow.etl.FileTime;

/** Numbers as a person reads them: for the console alone, files have raw units. */
final class Quantity {

  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};
  private static final int STEP = 1_000;

  private Quantity() {}

  static String count(final long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 1.06 MB}. */
  static String octets(final long octets) {
    return scaled((double) octets, "B");
  }

  /** {@code 11.2 kbit/s}. */
  static String bitRate(final double bitsPerSecond) {
    return scaled(bitsPerSecond, "bit/s");
  }

  /**
   * {@code 42.713 s}.
   *
   * @param duration in 100 ns
   */
  static String seconds(final long duration) {
    return String.format(Locale.ROOT, "%,.3f s", (double) duration / FileTime.UNITS_PER_SECOND);
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
