package org.etwflow.filter;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.FileTime;

/**
 * Parser of times in ISO 8601: UTC by default, the time of day is optional. A blank may stand in
 * place of the T, as in the output of many programs.
 */
@Internal
public final class TimeParser {

  /** Years have four digits, as in all traces. */
  private static final DateTimeFormatter ISO_8601 =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, 4)
          .appendPattern("-MM-dd")
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Blank between date and time. */
  private static final Pattern BLANK =
      Pattern.compile("(?<=^[0-9]{4}-[0-9]{2}-[0-9]{2}) (?=[0-9])");

  private TimeParser() {}

  /**
   * Parses a time to FILETIME, rounded up to 100 ns.
   *
   * @throws SyntaxException if the text is not a time
   */
  public static long fileTime(final String text) {
    try {
      return FileTime.notBefore(instant(text));
    } catch (final DateTimeParseException e) {
      throw new SyntaxException(
          text,
          e.getErrorIndex(),
          "'%s' is not a time: write 2026-03-02, 2026-03-02T09:00 or 2026-03-02T09:00:30.5+01:00"
              .formatted(text));
    }
  }

  private static Instant instant(final String text) {
    final TemporalAccessor time =
        ISO_8601.parseBest(
            BLANK.matcher(text).replaceFirst("T"),
            OffsetDateTime::from,
            LocalDateTime::from,
            LocalDate::from);
    if (time instanceof OffsetDateTime withOffset) {
      return withOffset.toInstant();
    }
    final LocalDateTime utc =
        time instanceof LocalDateTime withTime ? withTime : ((LocalDate) time).atStartOfDay();
    return utc.toInstant(ZoneOffset.UTC);
  }
}
