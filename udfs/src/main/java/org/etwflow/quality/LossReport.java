package org.etwflow.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.BufferStatistics;
import org.jspecify.annotations.Nullable;

/**
 * Times in which sends of a machine may be missing. What is reported of a trace that is followed
 * holds until the next report of the same trace, which knows more of its file: a buffer that was
 * missing may have come. Everything else holds for ever.
 *
 * @param host the machine; null if all traces are of one
 * @param trace id of the trace that is followed; null if the report holds for ever
 * @param upTo how much of its file is known; {@code Long.MAX_VALUE} if it has ended
 * @param bounds as in {@link LossIntervals#bounds()}
 */
@Internal
@SuppressWarnings("ArrayRecordComponent") // A state of Flink, as the bounds of LossIntervals are.
public record LossReport(@Nullable String host, @Nullable String trace, long upTo, long[] bounds) {

  /** A loss that holds for ever. */
  public static LossReport lasting(final LossInterval loss) {
    return new LossReport(loss.host(), null, 0, LossIntervals.NONE.plus(loss).bounds());
  }

  /**
   * All that a buffer shows.
   *
   * @param walk what was seen in it; not looked at if it is not readable
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
        buffer.trace().host(), buffer.trace().id(), buffer.offset(), all.bounds());
  }

  /** Whether nothing replaces this report. */
  public boolean isLasting() {
    return trace == null || upTo == Long.MAX_VALUE;
  }

  /**
   * What is known of a trace by two reports, which come in any order: the one that knows more of
   * the file, or both if they know the same of it.
   *
   * @param other of the same trace
   */
  public LossReport newest(final LossReport other) {
    if (upTo != other.upTo) {
      return upTo > other.upTo ? this : other;
    }
    return new LossReport(
        host, trace, upTo, LossIntervals.of(bounds).plus(LossIntervals.of(other.bounds)).bounds());
  }
}
