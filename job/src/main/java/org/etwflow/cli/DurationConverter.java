package org.etwflow.cli;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time in Flink's notation, but never without a unit. */
final class DurationConverter implements ITypeConverter<Duration> {

  private static final Duration LONGEST = Duration.ofDays(366);

  @Override
  public Duration convert(final String text) {
    final Duration duration = parse(text);
    if (duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + text + "' is longer than " + LONGEST.toDays() + " d");
    }
    if (duration.toMillis() < 1 || duration.toNanosPart() % 1_000_000 != 0) {
      throw new TypeConversionException("'" + text + "' is not 1 ms or a multiple of it");
    }
    return duration;
  }

  private static Duration parse(final String text) {
    if (text.isBlank() || Character.isDigit(text.charAt(text.length() - 1))) {
      throw new TypeConversionException(
          "'" + text + "' has no unit: write 500ms, 10s, 5min or 1h, for example");
    }
    try {
      return TimeUtils.parseDuration(text);
    } catch (final IllegalArgumentException | ArithmeticException e) {
      throw new TypeConversionException(
          "'" + text + "' is no length of time: write 500ms, 10s, 5min or 1h, for example");
    }
  }
}
