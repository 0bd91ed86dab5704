package org.etwflow.etl;

import java.time.Instant;
import org.apache.flink.annotation.PublicEvolving;

/** Windows' FILETIME: 100 ns since 1601-01-01 UTC, as a long. */
@PublicEvolving
public final class FileTime {

  /** Units in a second. */
  public static final long UNITS_PER_SECOND = 10_000_000;

  /** Units in a millisecond. */
  public static final long UNITS_PER_MILLI = 10_000;

  private static final int NANOS_PER_UNIT = 100;
  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  // Further away, milliseconds or seconds since 1970 are none in 100 ns.
  private static final long MIN_MILLIS = Long.MIN_VALUE / UNITS_PER_MILLI;
  private static final long MAX_MILLIS = (Long.MAX_VALUE - UNIX_EPOCH) / UNITS_PER_MILLI;
  private static final long MIN_SECOND = Long.MIN_VALUE / UNITS_PER_SECOND;
  private static final long MAX_SECOND = (Long.MAX_VALUE - UNIX_EPOCH) / UNITS_PER_SECOND;

  private FileTime() {}

  /** Milliseconds since 1970-01-01 UTC, rounded down: Flink's time. */
  public static long toUnixMillis(final long fileTime) {
    return Math.floorDiv(fileTime - UNIX_EPOCH, UNITS_PER_MILLI);
  }

  /**
   * Of milliseconds since 1970-01-01 UTC; {@code Long.MIN_VALUE} and {@code Long.MAX_VALUE} stand
   * for all that are further away.
   */
  public static long ofUnixMillis(final long millis) {
    if (millis > MAX_MILLIS) {
      return Long.MAX_VALUE;
    }
    return millis < MIN_MILLIS ? Long.MIN_VALUE : millis * UNITS_PER_MILLI + UNIX_EPOCH;
  }

  /**
   * The first one that is not before a moment: a moment may lie between two of them. {@code
   * Long.MIN_VALUE} and {@code Long.MAX_VALUE} stand for moments that are further away.
   */
  public static long notBefore(final Instant moment) {
    final long second = moment.getEpochSecond();
    if (second >= MAX_SECOND) {
      return Long.MAX_VALUE;
    }
    if (second < MIN_SECOND) {
      return Long.MIN_VALUE;
    }
    final int units = (moment.getNano() + NANOS_PER_UNIT - 1) / NANOS_PER_UNIT;
    return second * UNITS_PER_SECOND + units + UNIX_EPOCH;
  }

  /** The same moment, exactly. */
  public static Instant toInstant(final long fileTime) {
    final long units = fileTime - UNIX_EPOCH;
    return Instant.ofEpochSecond(
        Math.floorDiv(units, UNITS_PER_SECOND),
        Math.floorMod(units, UNITS_PER_SECOND) * NANOS_PER_UNIT);
  }
}
