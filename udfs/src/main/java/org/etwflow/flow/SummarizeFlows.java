package org.etwflow.flow;

import org.apache.flink.api.common.functions.AggregateFunction;

/** Adds up the flows of all buckets and keeps the largest. */
public final class SummarizeFlows
    implements AggregateFunction<RankedFlows, RankedFlows, FlowSummary> {

  private static final long serialVersionUID = 1L;

  private final FlowRanking ranking;

  /**
   * A summary.
   *
   * @param ranking of the flows by their statistics in the whole run
   */
  public SummarizeFlows(final FlowRanking ranking) {
    this.ranking = ranking;
  }

  @Override
  public RankedFlows createAccumulator() {
    return new RankedFlows();
  }

  @Override
  public RankedFlows add(final RankedFlows bucket, final RankedFlows flows) {
    return merge(flows, bucket);
  }

  @Override
  public FlowSummary getResult(final RankedFlows flows) {
    final FlowSummary summary = new FlowSummary();
    summary.flows = flows.count;
    summary.total = flows.total();
    summary.top = ranking.top(flows);
    summary.other = ranking.other(flows);
    return summary;
  }

  @Override
  public RankedFlows merge(final RankedFlows into, final RankedFlows from) {
    ranking.merge(from, into);
    return into;
  }
}
