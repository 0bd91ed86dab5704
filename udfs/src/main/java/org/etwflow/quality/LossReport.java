package org.etwflow.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FileTime;
import org.etwflow.event.BufferStatistics;
import org.jspecify.annotations.Nullable;

/**
 * Report of the intervals in which sends of a host may be missing. A report about a followed trace
 * is replaced by the next one of the same trace, with more of its file known: a missing buffer may
 * have appeared. All other reports are final.
 *
 * @param host the host; null if all traces are of one host
 * @param trace id of the followed trace; null if the report is final
 * @param upTo length of the known part of its file; {@code Long.MAX_VALUE} if it has ended
 * @param reached event time that had been announced when the report was assigned to a reader:
 *     milliseconds since 1970-01-01 UTC. When event time has passed it, all earlier reports of the
 *     trace have arrived
 * @param bounds as in {@link LossIntervals#bounds()}
 */
@Internal
@SuppressWarnings("ArrayRecordComponent") // State of Flink, like LossIntervals.bounds.
public record LossReport(
    @Nullable String host, @Nullable String trace, long upTo, long reached, long[] bounds) {

  /** Creates a final report. */
  public static LossReport lasting(final LossInterval loss) {
    return new LossReport(loss.host(), null, 0, 0, LossIntervals.NONE.plus(loss).bounds());
  }

  /**
   * Returns reports of all losses visible in a buffer.
   *
   * @param walk statistics of the buffer's records; ignored if the buffer is not readable
   */
  public static List<LossReport> shownBy(final EtlBuffer buffer, final BufferStatistics walk) {
    final List<LossReport> reports = new ArrayList<>();
    LossInterval.shownBy(buffer, walk).forEach(loss -> reports.add(lasting(loss)));
    if (buffer.condition() == BufferCondition.SESSION_SO_FAR) {
      reports.add(soFar(buffer));
    }
    return reports;
  }

  private static LossReport soFar(final EtlBuffer buffer) {
    LossIntervals all = LossIntervals.NONE;
    for (final LossInterval loss :
        LossInterval.ofMissing(buffer.trace(), Objects.requireNonNull(buffer.trace().missing()))) {
      all = all.plus(loss);
    }
    return new LossReport(
        buffer.trace().host(),
        buffer.trace().id(),
        buffer.offset(),
        FileTime.toUnixMillis(buffer.lowerBound()),
        all.bounds());
  }

  /** Whether the report is final: no later one replaces it. */
  public boolean isLasting() {
    return trace == null || upTo == Long.MAX_VALUE;
  }

  /** Returns a report of the same trace and state of its file, without losses. */
  public LossReport withoutLosses() {
    return new LossReport(host, trace, upTo, reached, LossIntervals.NONE.bounds());
  }

  /** Whether no sends are missing. */
  public boolean isEmpty() {
    return bounds.length == 0;
  }

  /**
   * Combines two reports of the same trace in any order: the one with more of the file known, or
   * both if they know the same part.
   *
   * @param other another report of the same trace
   */
  public LossReport newest(final LossReport other) {
    if (upTo != other.upTo) {
      return upTo > other.upTo ? this : other;
    }
    return new LossReport(
        host,
        trace,
        upTo,
        Math.max(reached, other.reached),
        LossIntervals.of(bounds).plus(LossIntervals.of(other.bounds)).bounds());
  }
}
