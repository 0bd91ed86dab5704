package org.etwflow.cli;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts a duration in Flink's notation. The unit is mandatory. */
final class DurationConverter implements ITypeConverter<Duration> {

  private static final Duration MAX = Duration.ofDays(366);
  private static final String EXAMPLES = "write 500ms, 10s, 5min or 1h, for example";

  @Override
  public Duration convert(final String text) {
    final Duration duration = parse(text);
    if (duration.compareTo(MAX) > 0) {
      throw new TypeConversionException("'" + text + "' is longer than " + MAX.toDays() + " d");
    }
    if (duration.toMillis() < 1 || duration.toNanosPart() % 1_000_000 != 0) {
      throw new TypeConversionException("'" + text + "' is not a positive multiple of 1 ms");
    }
    return duration;
  }

  private static Duration parse(final String text) {
    if (text.isBlank() || Character.isDigit(text.charAt(text.length() - 1))) {
      throw new TypeConversionException("'" + text + "' has no unit: " + EXAMPLES);
    }
    try {
      return TimeUtils.parseDuration(text);
    } catch (final IllegalArgumentException | ArithmeticException e) {
      throw new TypeConversionException("'" + text + "' is not a duration: " + EXAMPLES);
    }
  }
}
