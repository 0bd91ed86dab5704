package org.etwflow.flow.topn;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Aggregate function that adds up the flows of all partitions and keeps the largest. */
@Internal
public final class FlowSummaryFunction
    implements AggregateFunction<TopNState, TopNState, FlowSummary> {

  private static final long serialVersionUID = 1L;

  private final TopNSelector ranking;

  /**
   * Creates the function.
   *
   * @param ranking ranking of the flows by their statistics in the whole run
   */
  public FlowSummaryFunction(final TopNSelector ranking) {
    this.ranking = ranking;
  }

  @Override
  public TopNState createAccumulator() {
    return new TopNState();
  }

  @Override
  public TopNState add(final TopNState bucket, final TopNState flows) {
    return merge(flows, bucket);
  }

  @Override
  public FlowSummary getResult(final TopNState flows) {
    final FlowSummary summary = new FlowSummary();
    summary.flows = flows.count;
    summary.total = flows.total();
    summary.top = ranking.top(flows);
    summary.other = ranking.other(flows);
    return summary;
  }

  @Override
  public TopNState merge(final TopNState into, final TopNState from) {
    ranking.merge(from, into);
    return into;
  }
}
