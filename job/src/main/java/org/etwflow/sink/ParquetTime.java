package org.etwflow.sink;

import java.time.Instant;

/** Converts times to Parquet's nanoseconds. */
final class ParquetTime {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** 2262-04-11T23:47:16Z. */
  private static final long LAST_SECOND = Long.MAX_VALUE / NANOS_PER_SECOND;

  private ParquetTime() {}

  /**
   * Nanoseconds since 1970-01-01 UTC. They cover the years 1677 to 2262; other times, which only a
   * wrong clock produces, are clamped.
   */
  static long nanos(final Instant time) {
    final long second = time.getEpochSecond();
    if (second >= LAST_SECOND) {
      return Long.MAX_VALUE;
    }
    return second < -LAST_SECOND ? Long.MIN_VALUE : second * NANOS_PER_SECOND + time.getNano();
  }
}
