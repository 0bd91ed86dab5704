package org.etwflow.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * Merges the partial results of a trace into the longest possible ranges of its file. Partial
 * results arrive in any order. Adjacent ranges are joined in file order; ranges with a gap between
 * them stay apart until the gap is filled. An end of the trace inside a range is dropped: the file
 * has grown since.
 */
@Internal
public final class QualityPartialMerger {

  private static final Comparator<QualityPartial> FILE_ORDER =
      Comparator.comparingLong((QualityPartial partial) -> partial.from)
          .thenComparingLong(partial -> partial.to)
          .thenComparing(partial -> partial.ended);

  private QualityPartialMerger() {}

  /**
   * Adds a partial result to the ranges of the same trace.
   *
   * @param ranges result of the previous call; modified
   * @param partial new range; modified
   * @return disjoint ranges in file order, no two of them adjacent
   */
  public static List<QualityPartial> add(
      final Iterable<QualityPartial> ranges, final QualityPartial partial) {
    final List<QualityPartial> inFileOrder = new ArrayList<>();
    ranges.forEach(inFileOrder::add);
    inFileOrder.add(partial);
    inFileOrder.sort(FILE_ORDER);
    final List<QualityPartial> joined = new ArrayList<>();
    QualityPartial last = null;
    for (final QualityPartial next : inFileOrder) {
      if (last == null || last.to < next.from) {
        joined.add(next);
        last = next;
      } else if (last.to == next.from) {
        last.add(next);
      }
    }
    return joined;
  }

  /** Whether the ranges cover the trace completely, from its first byte to its end. */
  public static boolean isWhole(final List<QualityPartial> ranges) {
    final QualityPartial first = ranges.get(0);
    return ranges.size() == 1 && first.from == first.trace.start() && first.ended;
  }

  /**
   * Joins all ranges of a trace.
   *
   * @param ranges ranges of one trace, in file order, at least one
   */
  public static QualityPartial joined(final List<QualityPartial> ranges) {
    final QualityPartial whole = QualityPartial.emptyLike(ranges.get(0));
    ranges.forEach(whole::add);
    return whole;
  }

  /** Returns the row of a trace. */
  public static TraceQuality row(final QualityPartial whole) {
    return new QualityReport(whole).row();
  }
}
