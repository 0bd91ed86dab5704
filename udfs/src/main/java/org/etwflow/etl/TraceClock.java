package org.etwflow.etl;

import org.apache.flink.annotation.PublicEvolving;

/**
 * Converts ticks of a session's clock to wall-clock time.
 *
 * @param startTicks timestamp of the log header record, at {@code startTime}
 * @param startTime FILETIME of the session's start
 * @param unitsPerPeriod 100 ns units in {@code ticksPerPeriod} ticks
 * @param ticksPerPeriod ticks in that period, at least 1
 */
@PublicEvolving
public record TraceClock(
    long startTicks, long startTime, long unitsPerPeriod, long ticksPerPeriod) {

  /** Result of {@link #toFileTime} for ticks that no session can have. */
  public static final long NOT_A_TIME = -1;

  /** Maximum of {@code ticksPerPeriod}: beyond it, ticks times 10^7 would not fit in 64 bits. */
  static final long MAX_TICKS_PER_PERIOD = 100_000_000_000L;

  /** FILETIME of 10000-01-01, the end of the times with years of four digits. */
  static final long END_OF_TIME = 2_650_467_744_000_000_000L;

  /**
   * Converts ticks exactly, rounded down.
   *
   * @return FILETIME: 100 ns since 1601-01-01 UTC; {@link #NOT_A_TIME} outside of the years 1601 to
   *     9999, which only a damaged record can have
   */
  public long toFileTime(final long ticks) {
    final long elapsed = ticks - startTicks;
    if (((ticks ^ startTicks) & (ticks ^ elapsed)) < 0) {
      // The difference overflows 64 bits.
      return NOT_A_TIME;
    }
    if (unitsPerPeriod == ticksPerPeriod) {
      return -END_OF_TIME < elapsed && elapsed < END_OF_TIME
          ? checked(startTime + elapsed)
          : NOT_A_TIME;
    }
    final long units = elapsed * unitsPerPeriod;
    if (units >= 0 && Math.multiplyHigh(elapsed, unitsPerPeriod) == 0) {
      return checked(startTime + units / ticksPerPeriod);
    }
    return toFileTimeByPeriods(elapsed);
  }

  /**
   * Converts whole periods and the rest separately: elapsed ticks times 10^7 do not fit in 64 bits,
   * after 25 hours at 10 MHz.
   */
  private long toFileTimeByPeriods(final long elapsed) {
    final long periods = Math.floorDiv(elapsed, ticksPerPeriod);
    final long rest = elapsed - periods * ticksPerPeriod;
    final long maxPeriods = END_OF_TIME / unitsPerPeriod;
    if (periods > maxPeriods || periods < -maxPeriods) {
      return NOT_A_TIME;
    }
    return checked(startTime + periods * unitsPerPeriod + rest * unitsPerPeriod / ticksPerPeriod);
  }

  private static long checked(final long time) {
    return isTime(time) ? time : NOT_A_TIME;
  }

  /** Whether a FILETIME is in the years 1601 to 9999. */
  static boolean isTime(final long fileTime) {
    return fileTime >= 0 && fileTime < END_OF_TIME;
  }
}
