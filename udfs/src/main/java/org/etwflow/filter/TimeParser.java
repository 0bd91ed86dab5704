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
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.FileTime;

/** Reads times in ISO 8601: UTC unless an offset is given, and also without a time of day. */
@Internal
public final class TimeParser {

  /** A year has four digits: no trace is from another one. */
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

  private TimeParser() {}

  /**
   * The first FILETIME that is not before a time.
   *
   * @throws SyntaxException if the text is no time
   */
  public static long fileTime(final String text) {
    try {
      return FileTime.notBefore(instant(text));
    } catch (final DateTimeParseException e) {
      throw new SyntaxException(
          text,
          e.getErrorIndex(),
          "'%s' is no time: write 2026-03-02, 2026-03-02T09:00 or 2026-03-02T09:00:30.5+01:00"
              .formatted(text));
    }
  }

  private static Instant instant(final String text) {
    final TemporalAccessor time =
        ISO_8601.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    if (time instanceof OffsetDateTime withOffset) {
      return withOffset.toInstant();
    }
    final LocalDateTime utc =
        time instanceof LocalDateTime withTime ? withTime : ((LocalDate) time).atStartOfDay();
    return utc.toInstant(ZoneOffset.UTC);
  }
}
