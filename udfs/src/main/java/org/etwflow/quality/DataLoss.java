package org.etwflow.quality;

import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TraceClock;
import org.etwflow.event.RecordWalk;

/**
 * Between two times sends of a machine may be missing. Times are in milliseconds since 1970-01-01
 * UTC, both inclusive. What is lost has no time of its own, so that these are bounds:
 *
 * <ul>
 *   <li>What the log header counts as lost may be from any time of the session.
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
public record DataLoss(String host, long from, long to) {

  /**
   * What a buffer tells.
   *
   * @param walk what was seen in it; not looked at if it is not readable
   * @return null if it tells of no loss, or is of a file that is no trace
   */
  public static DataLoss toldBy(final EtlBuffer buffer, final RecordWalk walk) {
    final LogHeader session = buffer.trace().header();
    if (session == null) {
      return null;
    }
    if (tellsOfSession(buffer) && session.tellsLoss()) {
      return of(buffer, session.sessionStart(), endOf(session));
    }
    if (isMissing(buffer)) {
      return of(buffer, Math.max(buffer.lowerBound(), session.sessionStart()), endOf(session));
    }
    if (!buffer.isReadable()) {
      return null;
    }
    if (walk.malformedRecords() > 0 || buffer.condition() == BufferCondition.TORN) {
      return of(buffer, firstTime(buffer, walk), flushTime(buffer));
    }
    return buffer.tellsLoss() ? of(buffer, firstTime(buffer, walk), lastTime(buffer, walk)) : null;
  }

  private static DataLoss of(final EtlBuffer buffer, final long from, final long to) {
    return new DataLoss(buffer.trace().host(), millis(from), millis(Math.max(from, to)));
  }

  private static long millis(final long time) {
    return time == Long.MAX_VALUE ? Long.MAX_VALUE : FileTime.toUnixMillis(time);
  }

  /** A trace that was followed may have got the counts of its session when that was closed. */
  private static boolean tellsOfSession(final EtlBuffer buffer) {
    return buffer.condition() == BufferCondition.END_OF_TRACE
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
      case TORN -> !buffer.isReadable();
      case WHOLE, UNUSED, END_OF_TRACE -> false;
    };
  }

  private static long firstTime(final EtlBuffer buffer, final RecordWalk walk) {
    return walk.firstTime() == TraceClock.NOT_A_TIME ? buffer.lowerBound() : walk.firstTime();
  }

  private static long lastTime(final EtlBuffer buffer, final RecordWalk walk) {
    return walk.lastTime() == TraceClock.NOT_A_TIME ? flushTime(buffer) : walk.lastTime();
  }

  /** In a merged file it is that of the merging, and none if read with the session's clock. */
  private static long flushTime(final EtlBuffer buffer) {
    final long flush = buffer.flushTime();
    final long end = endOf(buffer.trace().header());
    return flush == TraceClock.NOT_A_TIME || flush < buffer.lowerBound()
        ? end
        : Math.min(flush, end);
  }

  private static long endOf(final LogHeader session) {
    return session.isClosed() ? session.sessionEnd() : Long.MAX_VALUE;
  }
}
