package org.etwflow.quality;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.MissingBuffers;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.event.BufferStatistics;
import org.jspecify.annotations.Nullable;

/**
 * Interval in which events of a host may be missing. Times are in milliseconds since 1970-01-01
 * UTC, both inclusive. The time of a lost event is unknown; the interval contains it:
 *
 * <ul>
 *   <li>Losses counted in the log header: any time of the session, and of records outside of it.
 *   <li>Buffers that the session filled but the file does not contain: see {@link MissingBuffers}.
 *   <li>Losses marked in a buffer: from its first to its last record.
 *   <li>A buffer that cannot be read: from its lower bound to the end of the session.
 *   <li>Records after a malformed one: from the first record of the buffer to its flush time.
 * </ul>
 *
 * @param host the host; null if all traces are of one host
 * @param from start of the interval
 * @param to end of the interval; {@code Long.MAX_VALUE} if unknown
 */
@Internal
public record LossInterval(@Nullable String host, long from, long to) {

  private static final long MAX_CLOCK_CHANGE = 3_600 * FileTime.UNITS_PER_SECOND;

  /**
   * Returns the losses visible in a buffer. Those of the whole session are reported with the buffer
   * that contains the log header.
   *
   * @param walk statistics of the buffer's records; ignored if the buffer is not readable
   * @return empty if there are none, or if the file is not a trace; all times if its file system
   *     failed before its log header was known
   */
  public static List<LossInterval> shownBy(final EtlBuffer buffer, final BufferStatistics walk) {
    final Trace trace = buffer.trace();
    if (trace.header() == null) {
      return buffer.condition() == BufferCondition.STORAGE_ERROR
          ? List.of(new LossInterval(trace.host(), Long.MIN_VALUE, Long.MAX_VALUE))
          : List.of();
    }
    final LossInterval own = ofBuffer(buffer, walk);
    final boolean isFirst = buffer.isReadable() && buffer.holdsLogHeader();
    final boolean isOutside =
        buffer.isReadable() && isOutside(trace.header(), walk.earliestTime(), walk.latestTime());
    final boolean hasLossOutside =
        isOutside
            || (buffer.isReadable()
                && trace.header().hasLoss()
                && exceeds(trace.header(), walk.earliestTime(), walk.latestTime(), 0));
    if (!hasLossOutside && (!isFirst || trace.missing() == null || trace.missing().isEmpty())) {
      return own == null ? List.of() : List.of(own);
    }
    final List<LossInterval> losses = new ArrayList<>();
    if (isFirst && trace.missing() != null) {
      losses.addAll(ofMissing(trace, trace.missing()));
    }
    if (own != null) {
      losses.add(own);
    }
    if (hasLossOutside) {
      losses.add(of(buffer, walk.earliestTime(), walk.latestTime()));
    }
    if (isOutside) {
      losses.add(of(buffer, trace.header().sessionStart(), endOf(trace.header())));
    }
    return losses;
  }

  /** Returns the loss intervals of a session with missing records. */
  public static List<LossInterval> ofMissing(final Trace trace, final List<TimeSpan> missing) {
    return missing.stream()
        .map(span -> new LossInterval(trace.host(), millis(span.from()), millis(span.to())))
        .toList();
  }

  /**
   * Whether a buffer contains records from outside of its session, as given by the log header:
   * records of another trace, or times of a wrong clock. The tolerance covers usual changes of a
   * clock, mostly seconds.
   */
  static boolean isOutside(final LogHeader session, final long earliest, final long latest) {
    return exceeds(session, earliest, latest, MAX_CLOCK_CHANGE);
  }

  private static boolean exceeds(
      final LogHeader session, final long earliest, final long latest, final long tolerance) {
    return earliest != TraceClock.NOT_A_TIME
        && session.sessionStart() != 0
        && (earliest < session.sessionStart() - tolerance
            || (session.isClosed() && latest > session.sessionEnd() + tolerance));
  }

  private static @Nullable LossInterval ofBuffer(
      final EtlBuffer buffer, final BufferStatistics walk) {
    final LogHeader session = buffer.trace().requireHeader();
    if (mayCountSessionLosses(buffer) && session.hasLoss()) {
      return of(buffer, session.sessionStart(), endOf(session));
    }
    if (isMissing(buffer)) {
      return of(buffer, Math.max(buffer.lowerBound(), session.sessionStart()), endOf(session));
    }
    if (!buffer.isReadable()) {
      return null;
    }
    if (buffer.isStrayLogHeader()) {
      return of(buffer, session.sessionStart(), Long.MAX_VALUE);
    }
    if (walk.malformedRecords() > 0 || buffer.condition() == BufferCondition.TRUNCATED) {
      return of(buffer, firstTime(buffer, walk), Math.max(walk.latestTime(), flushTime(buffer)));
    }
    return buffer.hasLoss() ? of(buffer, firstTime(buffer, walk), lastTime(buffer, walk)) : null;
  }

  private static LossInterval of(final EtlBuffer buffer, final long from, final long to) {
    return new LossInterval(buffer.trace().host(), millis(from), millis(Math.max(from, to)));
  }

  private static long millis(final long time) {
    return time == Long.MAX_VALUE ? Long.MAX_VALUE : FileTime.toUnixMillis(time);
  }

  /**
   * Whether the log header known with this buffer may have counts of the session. For a followed
   * trace these appear when the session is closed.
   */
  private static boolean mayCountSessionLosses(final EtlBuffer buffer) {
    return buffer.condition().isEnd()
        || buffer.condition() == BufferCondition.SESSION_SO_FAR
        || (buffer.isReadable() && buffer.holdsLogHeader());
  }

  private static boolean isMissing(final EtlBuffer buffer) {
    return switch (buffer.condition()) {
      case DAMAGED_HEADER,
          DAMAGED_COMPRESSION,
          OTHER_COMPRESSION,
          EXCESSIVE_EXPANSION,
          UNREADABLE,
          STORAGE_ERROR ->
          true;
      case TRUNCATED -> !buffer.isReadable();
      case WHOLE, UNUSED, DUPLICATE, END_OF_TRACE, SESSION_SO_FAR, END_OF_SESSION -> false;
    };
  }

  /**
   * Time of the first record, or the buffer's lower bound if records may be earlier: the system
   * clock may have been set back.
   */
  private static long firstTime(final EtlBuffer buffer, final BufferStatistics walk) {
    return walk.earliestTime() == TraceClock.NOT_A_TIME
            || buffer.trace().requireHeader().clockType() == ClockType.SYSTEM_TIME
        ? buffer.lowerBound()
        : walk.earliestTime();
  }

  private static long lastTime(final EtlBuffer buffer, final BufferStatistics walk) {
    return walk.latestTime() == TraceClock.NOT_A_TIME ? flushTime(buffer) : walk.latestTime();
  }

  /**
   * Flush time of a buffer, or the end of the session if it is invalid: in merged files it is the
   * time of the merge, and with the session's clock type there may be none.
   */
  private static long flushTime(final EtlBuffer buffer) {
    final long flush = buffer.flushTime();
    final long end = endOf(buffer.trace().requireHeader());
    return flush == TraceClock.NOT_A_TIME || flush < buffer.lowerBound()
        ? end
        : Math.min(flush, end);
  }

  private static long endOf(final LogHeader session) {
    return session.isClosed() ? session.sessionEnd() : Long.MAX_VALUE;
  }
}
