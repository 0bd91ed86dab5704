package org.etwflow.flow.topn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.RowValues;
import org.junit.jupiter.api.Test;

class TopNStateTest {

  private static WindowedFlow ofOctets(final long octets) {
    return WindowedFlow.ofWholeRun(
        null,
        Accumulators.ofCore(
            Map.of(
                Counter.SEND_COUNT, 2L,
                Counter.SEND_OCTETS, octets,
                Counter.FLOW_START, 1L,
                Counter.FLOW_END, 1L)));
  }

  @Test
  void other_withSumAtLimit_isMarked() {
    final TopNState flows = new TopNState();
    flows.addToOther(ofOctets(Long.MAX_VALUE / 2));
    flows.addToOther(ofOctets(Long.MAX_VALUE / 2));
    assertThat(flows.total().isAtLimit(Counter.SEND_OCTETS)).isFalse();

    flows.addToOther(ofOctets(2));
    assertThat(flows.total().isAtLimit(Counter.SEND_OCTETS)).isTrue();
    assertThat(RowValues.of(Grouping.parse("total"), flows.other).dataComplete()).isFalse();
  }
}
