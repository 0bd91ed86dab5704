package org.etwflow.testing;

import java.util.List;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;

/**
 * Builder of log headers for tests that need no file. By default a session of one CPU, closed after
 * a minute, without buffers and losses. Its ticks are FILETIME.
 */
public final class SessionHeader {

  /** FILETIME of 2026-03-02T09:00:00Z. */
  public static final long START = 134_169_156_000_000_000L;

  /** The same in milliseconds since 1970-01-01. */
  public static final long START_MILLIS = 1_772_442_000_000L;

  /** FILETIME units in a second. */
  public static final long SECOND = 10_000_000L;

  /** FILETIME of the default end. */
  public static final long END = START + 60 * SECOND;

  /** The same in milliseconds since 1970-01-01. */
  public static final long END_MILLIS = START_MILLIS + 60_000;

  private static final long CIRCULAR = 0x2;

  private ClockType clock = ClockType.QPC;
  private long start = START;
  private long end = END;
  private boolean isPacked;
  private long mode;
  private int cpus = 1;
  private long buffersWritten = 1;
  private long eventsLost;
  private long buffersLost;

  private SessionHeader() {}

  public static SessionHeader session() {
    return new SessionHeader();
  }

  /** Starts at another FILETIME. */
  public SessionHeader start(final long time) {
    start = time;
    return this;
  }

  /** Leaves the session open. */
  public SessionHeader open() {
    end = 0;
    buffersWritten = 0;
    return this;
  }

  /** Selects a file whose buffers have different sizes. */
  public SessionHeader packed() {
    isPacked = true;
    return this;
  }

  public SessionHeader circular() {
    mode = CIRCULAR;
    return this;
  }

  public SessionHeader cpus(final int count) {
    cpus = count;
    return this;
  }

  public SessionHeader clock(final ClockType type) {
    clock = type;
    return this;
  }

  /** Sets BuffersWritten, which counts the log header's buffer, too. */
  public SessionHeader buffersWritten(final long count) {
    buffersWritten = count;
    return this;
  }

  public SessionHeader lost(final long events, final long buffers) {
    eventsLost = events;
    buffersLost = buffers;
    return this;
  }

  public LogHeader header() {
    return new LogHeader(
        1_024,
        isPacked,
        19_045,
        8,
        cpus,
        mode,
        clock,
        new TraceClock(start, start, 1, 1),
        end,
        buffersWritten,
        eventsLost,
        buffersLost);
  }

  /** A file of this session, of the host h. */
  public Trace trace() {
    return new Trace("a.etl", "h", 8_192, header());
  }

  /** The same file, whose index says that records of some times are missing. */
  public Trace traceMissing(final TimeSpan... spans) {
    return trace().withMissing(List.of(spans));
  }
}
