package org.etwflow.etl;

import java.time.Instant;
import org.apache.flink.annotation.PublicEvolving;

/** Conversions of Windows' FILETIME: 100 ns since 1601-01-01 UTC, as a long. */
@PublicEvolving
public final class FileTime {

  /** FILETIME units per second. */
  public static final long UNITS_PER_SECOND = 10_000_000;

  /** FILETIME units per millisecond. */
  public static final long UNITS_PER_MILLI = 10_000;

  private static final int NANOS_PER_UNIT = 100;
  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  // The range of milliseconds and seconds since 1970 that a FILETIME can represent.
  private static final long MIN_MILLIS = Long.MIN_VALUE / UNITS_PER_MILLI;
  private static final long MAX_MILLIS = (Long.MAX_VALUE - UNIX_EPOCH) / UNITS_PER_MILLI;
  private static final long MIN_SECOND = Long.MIN_VALUE / UNITS_PER_SECOND;
  private static final long MAX_SECOND = (Long.MAX_VALUE - UNIX_EPOCH) / UNITS_PER_SECOND;

  private FileTime() {}

  /** Converts to Flink's event time: milliseconds since 1970-01-01 UTC, rounded down. */
  public static long toUnixMillis(final long fileTime) {
    return Math.floorDiv(fileTime - UNIX_EPOCH, UNITS_PER_MILLI);
  }

  /**
   * Converts milliseconds since 1970-01-01 UTC. Values out of range saturate at {@code
   * Long.MIN_VALUE} and {@code Long.MAX_VALUE}.
   */
  public static long ofUnixMillis(final long millis) {
    if (millis > MAX_MILLIS) {
      return Long.MAX_VALUE;
    }
    return millis < MIN_MILLIS ? Long.MIN_VALUE : millis * UNITS_PER_MILLI + UNIX_EPOCH;
  }

  /**
   * Converts an instant, rounded up to 100 ns. Instants out of range saturate at {@code
   * Long.MIN_VALUE} and {@code Long.MAX_VALUE}.
   */
  public static long notBefore(final Instant instant) {
    final long second = instant.getEpochSecond();
    if (second >= MAX_SECOND) {
      return Long.MAX_VALUE;
    }
    if (second < MIN_SECOND) {
      return Long.MIN_VALUE;
    }
    final int units = (instant.getNano() + NANOS_PER_UNIT - 1) / NANOS_PER_UNIT;
    return second * UNITS_PER_SECOND + units + UNIX_EPOCH;
  }

  /** Converts to an instant, exactly. */
  public static Instant toInstant(final long fileTime) {
    final long units = fileTime - UNIX_EPOCH;
    return Instant.ofEpochSecond(
        Math.floorDiv(units, UNITS_PER_SECOND),
        Math.floorMod(units, UNITS_PER_SECOND) * NANOS_PER_UNIT);
  }
}
