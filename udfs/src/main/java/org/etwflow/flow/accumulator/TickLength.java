package org.etwflow.flow.accumulator;

import org.etwflow.etl.FileTime;
import org.etwflow.event.NetworkEvent;

/**
 * Possible lengths of a tick. A trace does not contain the length, but the sends determine it: the
 * origin of a send, {@code time - length * endtime}, is the time at which the tick counter of the
 * host was 0 if ticks have this length, since the record of a send is written when the send ends.
 *
 * <p>For the right length, all sends since the start of Windows have the same origin, up to the
 * elapsed part of a tick. For the wrong one, origins drift: by 9 s per second if ticks of 10 ms are
 * taken for 100 ms, and by 0.9 s in the opposite case. In a trace of 42 s with ticks of 100 ms, the
 * origins range over 99.8 ms, but over 37.9 s if ticks of 10 ms are assumed. The earliest and the
 * latest origin therefore decide. Both depend on the sends of the row alone, in any order of
 * arrival or merging.
 */
enum TickLength {
  SHORT(10, Counter.SHORT_TICK_ORIGIN_MIN, Counter.SHORT_TICK_ORIGIN_MAX),
  LONG(100, Counter.LONG_TICK_ORIGIN_MIN, Counter.LONG_TICK_ORIGIN_MAX);

  /** Upper bound of the timer interrupt period, 15.6 ms, at which ticks are counted. */
  private static final long TIMER_MILLIS = 16;

  /** Reciprocal of the largest relative drift between two clocks of a host. */
  private static final long DRIFT = 1_000;

  /** A length is certainly wrong if the origins range over this multiple of the expected range. */
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

  /** FILETIME at which the tick counter was 0, if ticks have this length. */
  long origin(final NetworkEvent send) {
    return send.time - send.endtime * millis * FileTime.UNITS_PER_MILLI;
  }

  /** Whether ticks can have this length. There must be at least one send with ticks. */
  boolean fits(final FlowAccumulator counted) {
    return spread(counted) <= tolerance(counted);
  }

  /**
   * Whether ticks certainly do not have this length. There must be at least one send with ticks.
   */
  boolean isRefuted(final FlowAccumulator counted) {
    return spread(counted) > CLEARLY * tolerance(counted);
  }

  private long spread(final FlowAccumulator counted) {
    return counted.get(latest) - counted.get(earliest);
  }

  private long tolerance(final FlowAccumulator counted) {
    final long duration =
        counted.get(Counter.SEND_TICKS_END) - counted.get(Counter.SEND_TICKS_START);
    return (millis + TIMER_MILLIS) * FileTime.UNITS_PER_MILLI + duration / DRIFT;
  }
}
