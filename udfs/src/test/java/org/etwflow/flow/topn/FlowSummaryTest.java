package org.etwflow.flow.topn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.testing.Accumulators;
import org.junit.jupiter.api.Test;

/** The summary of a run, in parts and from buckets. */
class FlowSummaryTest {

  private static FlowAccumulator counted(final long sends, final long octets) {
    return Accumulators.ofCore(
        Map.of(
            Counter.SEND_COUNT,
            sends,
            Counter.SEND_OCTETS,
            octets,
            Counter.FLOW_START,
            1L,
            Counter.FLOW_END,
            1L));
  }

  private static WindowedFlow flow(final long processId, final long octets) {
    return WindowedFlow.ofWholeRun(
        new FlowKey(null, 0, processId, null, 0, false, 0, 0, 0, 0, 0, 0), counted(1, octets));
  }

  /** Of as many flows, each of a byte. */
  private static FlowSummary summary(final int flows) {
    final FlowSummary summary = new FlowSummary();
    summary.flows = flows;
    summary.total = counted(flows, flows);
    summary.other = flow(0, 7);
    for (int process = 1; process <= flows; process++) {
      summary.top.add(flow(process, 1));
    }
    return summary;
  }

  @Test
  void parts_haveAtMostAHundredRows() {
    assertThat(summary(0).parts()).extracting(part -> part.top.size()).containsExactly(0);
    assertThat(summary(100).parts()).extracting(part -> part.top.size()).containsExactly(100);
    assertThat(summary(201).parts())
        .extracting(part -> part.top.size())
        .containsExactly(100, 100, 1);
  }

  @Test
  void partsThatAreAppended_areTheWhole() {
    final FlowSummary whole = summary(201);
    final FlowSummary read = new FlowSummary();

    whole.parts().forEach(read::append);

    assertThat(read.flows).isEqualTo(201);
    assertThat(read.total.get(Counter.SEND_COUNT)).isEqualTo(201);
    assertThat(read.top).isEqualTo(whole.top);
    assertThat(read.other).isSameAs(whole.other);
  }

  @Test
  void partsWithoutOthers_haveNone() {
    final FlowSummary read = new FlowSummary();
    final FlowSummary part = summary(1);
    part.other = null;

    read.append(part);

    assertThat(read.other).isNull();
  }

  private static TopNState bucket(final TopNSelector selector, final WindowedFlow... flows) {
    final TopNState state = new TopNState();
    List.of(flows).forEach(flow -> selector.add(flow, state));
    return state;
  }

  @Test
  void summaryOfBuckets_hasTheLargestOfAllFlowsAndTheSumOfTheOthers() {
    final TopNSelector selector =
        new TopNSelector(
            Grouping.parse("process"), RowCondition.ALWAYS, new TopN(2, Statistic.SEND_OCTETS));
    final FlowSummaryFunction function = new FlowSummaryFunction(selector);

    final TopNState one =
        function.add(
            bucket(selector, flow(1, 10), flow(2, 20), flow(3, 30)), function.createAccumulator());
    final TopNState other =
        function.add(bucket(selector, flow(4, 40), flow(5, 5)), function.createAccumulator());
    final FlowSummary summary = function.getResult(function.merge(one, other));

    assertThat(summary.flows).isEqualTo(5);
    assertThat(summary.top).extracting(row -> row.key().processId()).containsExactly(4L, 3L);
    assertThat(summary.top).extracting(WindowedFlow::rank).containsExactly(1L, 2L);
    assertThat(summary.other.statistics().get(Counter.SEND_OCTETS)).isEqualTo(10 + 20 + 5);
    assertThat(summary.total.get(Counter.SEND_OCTETS)).isEqualTo(105);
    assertThat(summary.total.get(Counter.SEND_COUNT)).isEqualTo(5);
  }

  @Test
  void summaryWithoutFlows_isEmpty() {
    final FlowSummaryFunction function =
        new FlowSummaryFunction(
            new TopNSelector(
                Grouping.parse("process"),
                RowCondition.ALWAYS,
                new TopN(2, Statistic.SEND_OCTETS)));

    assertThat(function.getResult(function.createAccumulator()))
        .returns(0L, summary -> summary.flows)
        .returns(List.of(), summary -> summary.top)
        .returns(null, summary -> summary.other);
  }

  /** Keys that have all texts in common, and no host: the process that began first comes first. */
  @Test
  void flowsOfOneText_areInTheOrderOfTheStartsOfTheirProcesses() {
    final TopNSelector selector =
        new TopNSelector(
            Grouping.parse("process"), RowCondition.ALWAYS, new TopN(3, Statistic.SEND_OCTETS));
    final TopNState state =
        bucket(
            selector,
            WindowedFlow.ofWholeRun(
                new FlowKey("h", 0, 1, "a", 9, false, 0, 0, 0, 0, 0, 0), counted(1, 1)),
            WindowedFlow.ofWholeRun(
                new FlowKey("h", 0, 1, "a", 5, false, 0, 0, 0, 0, 0, 0), counted(1, 1)),
            WindowedFlow.ofWholeRun(
                new FlowKey("g", 0, 2, "a", 7, false, 0, 0, 0, 0, 0, 0), counted(1, 1)));

    assertThat(selector.top(state))
        .extracting(row -> row.key().processStart())
        .containsExactly(7L, 5L, 9L);
  }
}
