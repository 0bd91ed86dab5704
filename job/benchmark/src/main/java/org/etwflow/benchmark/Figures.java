package org.etwflow.benchmark;

import java.util.Locale;
import java.util.OptionalDouble;

/** Formats of numbers in the table: empty for missing ones. */
final class Figures {

  private static final double GIGABYTE = 1e9;
  private static final double MEGABYTE = 1e6;
  private static final double MILLION = 1e6;

  private Figures() {}

  /** Bytes: {@code 8.59 GB}. */
  static String octets(final long octets) {
    return octets < GIGABYTE
        ? format("%.1f MB", octets / MEGABYTE)
        : format("%.2f GB", octets / GIGABYTE);
  }

  /** Seconds: {@code 12.34}. */
  static String seconds(final OptionalDouble seconds) {
    return seconds.isPresent() ? format("%,.2f", seconds.getAsDouble()) : "";
  }

  /** Megabytes: {@code 1,234}. */
  static String megabytes(final OptionalDouble octets) {
    return octets.isPresent() ? format("%,.0f", octets.getAsDouble() / MEGABYTE) : "";
  }

  /** Millions per second: {@code 567.89}. */
  static String millionsPerSecond(final long amount, final OptionalDouble seconds) {
    return seconds.isPresent() ? format("%,.2f", amount / MILLION / seconds.getAsDouble()) : "";
  }

  /** Ratio: {@code 1.23}. */
  static String ratio(final OptionalDouble dividend, final OptionalDouble divisor) {
    return dividend.isPresent() && divisor.isPresent()
        ? format("%,.2f", dividend.getAsDouble() / divisor.getAsDouble())
        : "";
  }

  private static String format(final String pattern, final double number) {
    return String.format(Locale.ROOT, pattern, number);
  }
}
