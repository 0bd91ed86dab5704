package org.etwflow.flow;

import org.apache.flink.api.common.functions.ReduceFunction;

/** Adds up what was counted of one key in several windows. */
public final class MergeTotals implements ReduceFunction<FlowTotal> {

  private static final long serialVersionUID = 1L;

  @Override
  public FlowTotal reduce(final FlowTotal left, final FlowTotal right) {
    final FlowAccumulator sum = left.statistics().copy();
    sum.merge(right.statistics());
    return new FlowTotal(left.key(), sum);
  }
}
