package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.etl.FileTime;

/**
 * When the ticks of a machine were at 0, if they are of a certain length: for each send that is
 * {@code time - length * endtime}, as its record is written when it ends.
 *
 * <p>If they are, all sends since Windows was started give the same, up to the part of a tick that
 * had passed. If not, what they give drifts: by 9 s a second if ticks of 10 ms are taken for 100
 * ms, and by 0.9 s the other way round. In a trace of 42 s with ticks of 100 ms, origins spread
 * over 99.8 ms, but over 37.9 s if ticks were of 10 ms. So the earliest and the latest origin
 * decide. Both depend on the sends alone, in whatever order they come or are merged, and on no
 * other sends of the trace than those of the row.
 */
final class TickOrigin {

  /** Ticks are counted when the timer interrupts: every 15.6 ms. */
  private static final long TIMER_MILLIS = 16;

  /** Two clocks of a machine do not run apart faster than one in so many. */
  private static final long DRIFT = 1_000;

  /** So many times too far apart is no mere delay of a record. */
  private static final long CLEARLY = 4;

  private final int tickMillis;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  TickOrigin(final int tickMillis) {
    this.tickMillis = tickMillis;
  }

  int tickMillis() {
    return tickMillis;
  }

  void add(final long time, final long endtime) {
    final long origin = time - endtime * tickMillis * FileTime.UNITS_PER_MILLI;
    earliest = Math.min(earliest, origin);
    latest = Math.max(latest, origin);
  }

  void merge(final TickOrigin other) {
    earliest = Math.min(earliest, other.earliest);
    latest = Math.max(latest, other.latest);
  }

  /** Whether ticks can be so long; at least one send. */
  boolean fits(final long duration) {
    return latest - earliest <= tolerance(duration);
  }

  /** Whether ticks cannot be so long, beyond doubt; at least one send. */
  boolean isRefuted(final long duration) {
    return latest - earliest > CLEARLY * tolerance(duration);
  }

  private long tolerance(final long duration) {
    return (tickMillis + TIMER_MILLIS) * FileTime.UNITS_PER_MILLI + duration / DRIFT;
  }

  void write(final DataOutputView out) throws IOException {
    out.writeLong(earliest);
    out.writeLong(latest);
  }

  void read(final DataInputView in) throws IOException {
    earliest = in.readLong();
    latest = in.readLong();
  }
}
