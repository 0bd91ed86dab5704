package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.event.NetworkEvent;
import org.junit.jupiter.api.Test;

class EventBatchTest {

  private static final CounterLayout LAYOUT = SelectedStatistics.parse("sizes,distinct").layout();

  private final EventBatch batch = new EventBatch();

  private void add(final int flow, final long size) {
    final NetworkEvent send = new NetworkEvent();
    send.octets = size;
    send.remoteAddressLow = size;
    batch.add(flow, send);
  }

  private static long largest(final FlowDetails details) {
    return ((SizeHistograms) details.get(StatisticsGroup.SIZES)).sends().percentile(100);
  }

  private static long flows(final FlowDetails details) {
    return ((DistinctCounts) details.get(StatisticsGroup.DISTINCT)).flows();
  }

  @Test
  void sends_areCountedInTheDetailsOfTheirFlow() {
    final FlowDetails[] flows = {LAYOUT.newDetails(), LAYOUT.newDetails()};
    add(1, 30);
    add(0, 20);
    add(1, 10);
    add(0, 5);
    add(0, 6);
    batch.countInto(flows, 2);

    assertThat(largest(flows[0])).isEqualTo(20);
    assertThat(largest(flows[1])).isEqualTo(30);
    assertThat(flows(flows[0])).isEqualTo(3);
    assertThat(flows(flows[1])).isEqualTo(2);
  }

  @Test
  void batch_isFullAfter8192Sends_andEmptyOnceTheyAreCounted() {
    for (int i = 0; i < 8_192; i++) {
      assertThat(batch.isFull()).isFalse();
      add(0, i);
    }
    assertThat(batch.isFull()).isTrue();

    batch.countInto(new FlowDetails[] {LAYOUT.newDetails()}, 1);

    assertThat(batch.isFull()).isFalse();
  }
}
