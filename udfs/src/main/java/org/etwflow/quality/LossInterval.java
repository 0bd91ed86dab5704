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
 * A span of time in which sends of a machine may be missing. Times are in milliseconds since
 * 1970-01-01 UTC, both inclusive. What is lost has no time of its own, so that these are bounds:
 *
 * <ul>
 *   <li>What the log header counts as lost may be from any time of the session.
 *   <li>Buffers that the session filled and the file does not hold: see {@link MissingBuffers}.
 *   <li>What a buffer says was lost when it was filled is from between its first and last record.
 *   <li>A buffer that cannot be read is from the lower bound that is known of it, up to the end of
 *       the session.
 *   <li>What stands behind a broken record is from its buffer's first record up to the flush.
 * </ul>
 *
 * @param host the machine; null if all traces are of one
 * @param from no earlier send is missing
 * @param to no later one is; {@code Long.MAX_VALUE} if that is not known
 */
@Internal
public record LossInterval(@Nullable String host, long from, long to) {

  private static final long MAX_CLOCK_CHANGE = 3_600 * FileTime.UNITS_PER_SECOND;

  /**
   * The losses that a buffer shows. Those of its whole session are shown by the buffer with the log
   * header.
   *
   * @param walk what was seen in it; not looked at if it is not readable
   * @return empty if there are none, or if the file is no trace
   */
  public static List<LossInterval> shownBy(final EtlBuffer buffer, final BufferStatistics walk) {
    final Trace trace = buffer.trace();
    if (trace.header() == null) {
      return List.of();
    }
    final LossInterval own = ofBuffer(buffer, walk);
    final boolean isFirst = buffer.isReadable() && buffer.holdsLogHeader();
    final boolean isOutside =
        buffer.isReadable() && isOutside(trace.header(), walk.firstTime(), walk.lastTime());
    if (!isOutside && (!isFirst || trace.missing() == null || trace.missing().isEmpty())) {
      return own == null ? List.of() : List.of(own);
    }
    final List<LossInterval> losses = new ArrayList<>();
    if (isFirst && trace.missing() != null) {
      losses.addAll(ofMissing(trace, trace.missing()));
    }
    if (own != null) {
      losses.add(own);
    }
    if (isOutside) {
      losses.add(
          of(
              buffer,
              Math.min(walk.firstTime(), walk.lastTime()),
              Math.max(walk.firstTime(), walk.lastTime())));
      losses.add(of(buffer, trace.header().sessionStart(), endOf(trace.header())));
    }
    return losses;
  }

  /** The losses of a session whose records of some times may be missing. */
  public static List<LossInterval> ofMissing(final Trace trace, final List<TimeSpan> missing) {
    return missing.stream()
        .map(span -> new LossInterval(trace.host(), millis(span.from()), millis(span.to())))
        .toList();
  }

  /**
   * Whether a buffer holds records that cannot be of its session, by its log header: of another
   * trace, or read with a wrong clock. Clocks are set, mostly by seconds.
   */
  static boolean isOutside(final LogHeader session, final long first, final long last) {
    return first != TraceClock.NOT_A_TIME
        && session.sessionStart() != 0
        && (Math.min(first, last) < session.sessionStart() - MAX_CLOCK_CHANGE
            || (session.isClosed()
                && Math.max(first, last) > session.sessionEnd() + MAX_CLOCK_CHANGE));
  }

  private static @Nullable LossInterval ofBuffer(
      final EtlBuffer buffer, final BufferStatistics walk) {
    final LogHeader session = buffer.trace().requireHeader();
    if (tellsOfSession(buffer) && session.hasLoss()) {
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
      return of(buffer, firstTime(buffer, walk), flushTime(buffer));
    }
    return buffer.hasLoss() ? of(buffer, firstTime(buffer, walk), lastTime(buffer, walk)) : null;
  }

  private static LossInterval of(final EtlBuffer buffer, final long from, final long to) {
    return new LossInterval(buffer.trace().host(), millis(from), millis(Math.max(from, to)));
  }

  private static long millis(final long time) {
    return time == Long.MAX_VALUE ? Long.MAX_VALUE : FileTime.toUnixMillis(time);
  }

  /** A trace that was followed may have got the counts of its session when that was closed. */
  private static boolean tellsOfSession(final EtlBuffer buffer) {
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
          UNREADABLE ->
          true;
      case TRUNCATED -> !buffer.isReadable();
      case WHOLE, UNUSED, LEFT_OUT, END_OF_TRACE, SESSION_SO_FAR, END_OF_SESSION -> false;
    };
  }

  /** The system clock may have been set back: then the first record is not the earliest. */
  private static long firstTime(final EtlBuffer buffer, final BufferStatistics walk) {
    return walk.firstTime() == TraceClock.NOT_A_TIME
            || buffer.trace().requireHeader().clockType() == ClockType.SYSTEM_TIME
        ? buffer.lowerBound()
        : walk.firstTime();
  }

  private static long lastTime(final EtlBuffer buffer, final BufferStatistics walk) {
    return walk.lastTime() == TraceClock.NOT_A_TIME ? flushTime(buffer) : walk.lastTime();
  }

  /** In a merged file it is that of the merging, and none if read with the session's clock. */
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
