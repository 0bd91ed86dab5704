package org.etwflow.flow;

import org.apache.flink.api.common.functions.AggregateFunction;

/** Adds up the partials of one key and window, in whatever order they come. */
public final class MergePartials
    implements AggregateFunction<FlowPartial, FlowAccumulator, FlowAccumulator> {

  private static final long serialVersionUID = 1L;

  private final SelectedStatistics selected;

  /** A merge of partials that have counted these statistics. */
  public MergePartials(final SelectedStatistics selected) {
    this.selected = selected;
  }

  @Override
  public FlowAccumulator createAccumulator() {
    return selected.newAccumulator();
  }

  @Override
  public FlowAccumulator add(final FlowPartial partial, final FlowAccumulator accumulator) {
    accumulator.merge(partial.statistics);
    return accumulator;
  }

  @Override
  public FlowAccumulator getResult(final FlowAccumulator accumulator) {
    return accumulator;
  }

  @Override
  public FlowAccumulator merge(final FlowAccumulator into, final FlowAccumulator from) {
    into.merge(from);
    return into;
  }
}
