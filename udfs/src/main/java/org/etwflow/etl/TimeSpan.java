package org.etwflow.etl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A span of time, both ends inclusive.
 *
 * @param from FILETIME
 * @param to FILETIME, not before {@code from}; {@code Long.MAX_VALUE} if the end is unknown
 */
@PublicEvolving
public record TimeSpan(long from, long to) {

  /**
   * The union of spans.
   *
   * @param most maximum number of spans in the result; beyond it, one span covers them all
   * @return ascending and disjoint spans
   */
  @Internal
  public static List<TimeSpan> union(final List<TimeSpan> spans, final int most) {
    final List<TimeSpan> ascending = new ArrayList<>(spans);
    ascending.sort(Comparator.comparingLong(TimeSpan::from).thenComparingLong(TimeSpan::to));
    final List<TimeSpan> union = new ArrayList<>();
    TimeSpan last = null;
    for (final TimeSpan next : ascending) {
      if (last == null || next.from > last.to) {
        union.add(next);
        last = next;
      } else if (next.to > last.to) {
        last = new TimeSpan(last.from, next.to);
        union.set(union.size() - 1, last);
      }
    }
    return union.size() <= most
        ? List.copyOf(union)
        : List.of(new TimeSpan(union.get(0).from, union.get(union.size() - 1).to));
  }
}
