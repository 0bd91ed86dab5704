package org.etwflow.flow;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Adds up the totals of all keys and keeps the largest of those that are wanted. */
public final class SummarizeFlows
    implements AggregateFunction<FlowTotal, FlowSummary, FlowSummary> {

  private static final long serialVersionUID = 1L;

  private final Grouping grouping;
  private final RowCondition having;
  private final int topCount;

  /**
   * A summary with so many flows.
   *
   * @param having which flows may be among them, by their statistics in the whole run
   * @param topCount at least 1
   */
  public SummarizeFlows(final Grouping grouping, final RowCondition having, final int topCount) {
    this.grouping = grouping;
    this.having = having;
    this.topCount = topCount;
  }

  @Override
  public FlowSummary createAccumulator() {
    return new FlowSummary();
  }

  @Override
  public FlowSummary add(final FlowTotal flow, final FlowSummary summary) {
    summary.flows++;
    summary.total.merge(flow.statistics());
    if (isWanted(flow)) {
      insert(flow, summary.top);
    }
    return summary;
  }

  private boolean isWanted(final FlowTotal flow) {
    return having.isAlways()
        || having.holdsFor(FlowStatistics.ofWholeRun(grouping, flow.key(), flow.statistics()));
  }

  @Override
  public FlowSummary getResult(final FlowSummary summary) {
    return summary;
  }

  @Override
  public FlowSummary merge(final FlowSummary into, final FlowSummary from) {
    into.flows += from.flows;
    into.total.merge(from.total);
    from.top.forEach(flow -> insert(flow, into.top));
    return into;
  }

  private void insert(final FlowTotal flow, final List<FlowTotal> top) {
    final Comparator<FlowTotal> order = order();
    if (top.size() == topCount) {
      if (order.compare(flow, top.get(topCount - 1)) >= 0) {
        return;
      }
      top.remove(topCount - 1);
    }
    int at = top.size();
    while (at > 0 && order.compare(flow, top.get(at - 1)) < 0) {
      at--;
    }
    top.add(at, flow);
  }

  private Comparator<FlowTotal> order() {
    return Comparator.comparingLong((FlowTotal flow) -> flow.statistics().sendOctets)
        .reversed()
        .thenComparing(flow -> keyText(flow.key()))
        .thenComparingLong(flow -> flow.key().processStart());
  }

  private String keyText(final FlowKey key) {
    final String columns =
        grouping.columns().stream()
            .map(column -> grouping.text(key, column))
            .collect(Collectors.joining(" "));
    return key.host() == null ? columns : key.host() + ' ' + columns;
  }
}
