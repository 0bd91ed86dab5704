package org.etwflow.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.AggregateFunction;

/**
 * Adds up the partials of a trace. They come in any order, but what follows what in the file
 * matters: they are kept until all are there. A partial stands for megabytes of the file.
 */
public final class MergeQuality
    implements AggregateFunction<QualityPartial, List<QualityPartial>, TraceQuality> {

  private static final long serialVersionUID = 1L;

  @Override
  public List<QualityPartial> createAccumulator() {
    return new ArrayList<>();
  }

  @Override
  public List<QualityPartial> add(
      final QualityPartial partial, final List<QualityPartial> partials) {
    partials.add(partial);
    return partials;
  }

  @Override
  public List<QualityPartial> merge(
      final List<QualityPartial> into, final List<QualityPartial> from) {
    into.addAll(from);
    return into;
  }

  @Override
  public TraceQuality getResult(final List<QualityPartial> partials) {
    final List<QualityPartial> inFileOrder = new ArrayList<>(partials);
    inFileOrder.sort(Comparator.comparingLong(partial -> partial.from));
    final QualityPartial whole = QualityPartial.emptyLike(inFileOrder.get(0));
    inFileOrder.forEach(whole::add);
    return new QualityReport(whole).row();
  }
}
