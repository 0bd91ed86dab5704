package org.etwflow.flow.topn;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.row.FlowStatistics;
import org.etwflow.flow.row.WindowedFlow;
import org.junit.jupiter.api.Test;

class TopNStateTest {

  private static WindowedFlow ofOctets(final long octets) {
    final FlowAccumulator counted = new FlowAccumulator();
    counted.sendCount = 2;
    counted.sendOctets = octets;
    counted.flowStart = 1;
    counted.flowEnd = 1;
    return WindowedFlow.ofWholeRun(null, counted);
  }

  @Test
  void allOthersAsOne_whoseSumReachesTheLimit_areMarked() {
    final TopNState flows = new TopNState();
    flows.addToRest(ofOctets(Long.MAX_VALUE / 2));
    flows.addToRest(ofOctets(Long.MAX_VALUE / 2));
    assertThat(flows.total().isAtLimit()).isFalse();

    flows.addToRest(ofOctets(2));
    assertThat(flows.total().isAtLimit()).isTrue();
    assertThat(FlowStatistics.other(flows.rest).dataComplete()).isFalse();
  }
}
