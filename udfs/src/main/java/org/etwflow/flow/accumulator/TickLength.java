package org.etwflow.flow.accumulator;

import org.etwflow.etl.FileTime;
import org.etwflow.event.SendIPV4;

/**
 * Lengths that a tick can have. Nothing in a trace says which one it is, but the sends show it: the
 * origin of a send, {@code time - length * endtime}, is when the ticks of the machine were at 0 if
 * they have that length, as a send's record is written when it ends.
 *
 * <p>If they have it, all sends since Windows was started give the same origin, up to the part of a
 * tick that had passed. If not, origins drift: by 9 s a second if ticks of 10 ms are taken for 100
 * ms, and by 0.9 s the other way round. In a trace of 42 s with ticks of 100 ms, origins spread
 * over 99.8 ms, but over 37.9 s if ticks were of 10 ms. So the earliest and the latest origin
 * decide. Both depend on the sends alone, in whatever order they come or are merged, and on no
 * other sends of the trace than those of the row.
 */
enum TickLength {
  SHORT(10, Counter.SHORT_TICK_ORIGIN_MIN, Counter.SHORT_TICK_ORIGIN_MAX),
  LONG(100, Counter.LONG_TICK_ORIGIN_MIN, Counter.LONG_TICK_ORIGIN_MAX);

  /** Ticks are counted when the timer interrupts: every 15.6 ms. */
  private static final long TIMER_MILLIS = 16;

  /** Two clocks of a machine do not run apart faster than one in so many. */
  private static final long DRIFT = 1_000;

  /** So many times too far apart is no mere delay of a record. */
  private static final long CLEARLY = 4;

  private final int millis;
  private final Counter earliest;
  private final Counter latest;

  TickLength(final int millis, final Counter earliest, final Counter latest) {
    this.millis = millis;
    this.earliest = earliest;
    this.latest = latest;
  }

  int millis() {
    return millis;
  }

  /** FILETIME at which the ticks were at 0, if they have this length. */
  long origin(final SendIPV4 send) {
    return send.time - send.endtime * millis * FileTime.UNITS_PER_MILLI;
  }

  /** Whether ticks can be so long; at least one send with ticks. */
  boolean fits(final FlowAccumulator counted) {
    return spread(counted) <= tolerance(counted);
  }

  /** Whether ticks cannot be so long, beyond doubt; at least one send with ticks. */
  boolean isRefuted(final FlowAccumulator counted) {
    return spread(counted) > CLEARLY * tolerance(counted);
  }

  private long spread(final FlowAccumulator counted) {
    return counted.get(latest) - counted.get(earliest);
  }

  private long tolerance(final FlowAccumulator counted) {
    return (millis + TIMER_MILLIS) * FileTime.UNITS_PER_MILLI + counted.duration() / DRIFT;
  }
}
