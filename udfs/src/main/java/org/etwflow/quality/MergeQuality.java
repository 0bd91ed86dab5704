package org.etwflow.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * Adds up the partials of a trace. They come in any order, but what follows what in the file
 * matters: stretches are joined where they meet, and kept apart where something is still to come.
 * What stands inside of a stretch is the end that the trace once had, before it went on.
 */
@Internal
public final class MergeQuality {

  private static final Comparator<QualityPartial> FILE_ORDER =
      Comparator.comparingLong((QualityPartial partial) -> partial.from)
          .thenComparingLong(partial -> partial.to)
          .thenComparing(partial -> partial.ended);

  private MergeQuality() {}

  /**
   * Adds a partial to those of the same trace.
   *
   * @param stretches what this returned before; they are changed
   * @param partial is changed too
   * @return in file order, none of them next to each other
   */
  public static List<QualityPartial> add(
      final Iterable<QualityPartial> stretches, final QualityPartial partial) {
    final List<QualityPartial> inFileOrder = new ArrayList<>();
    stretches.forEach(inFileOrder::add);
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

  /** Whether these are all of the trace, from its first byte to where it was told to end. */
  public static boolean isWhole(final List<QualityPartial> stretches) {
    final QualityPartial first = stretches.get(0);
    return stretches.size() == 1 && first.from == first.trace.start() && first.ended;
  }

  /**
   * All that was read of a trace.
   *
   * @param stretches of one trace, in file order, at least one
   */
  public static QualityPartial joined(final List<QualityPartial> stretches) {
    final QualityPartial whole = QualityPartial.emptyLike(stretches.get(0));
    stretches.forEach(whole::add);
    return whole;
  }

  /** The row of a trace, from all that was read of it. */
  public static TraceQuality row(final QualityPartial whole) {
    return new QualityReport(whole).row();
  }
}
