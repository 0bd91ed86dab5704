package org.etwflow.microbenchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.flow.accumulator.Counter;
import org.junit.jupiter.api.Test;

class MergeBenchmarkTest {

  @Test
  void eachMergeAddsOneSend() {
    final MergeBenchmark benchmark = new MergeBenchmark();

    assertThat(benchmark.merge().get(Counter.SEND_COUNT)).isEqualTo(2);
    assertThat(benchmark.merge().get(Counter.SEND_COUNT)).isEqualTo(3);
  }
}
