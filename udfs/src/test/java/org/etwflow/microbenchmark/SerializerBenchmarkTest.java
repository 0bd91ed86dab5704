package org.etwflow.microbenchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerializerBenchmarkTest {

  @ParameterizedTest
  @ValueSource(strings = {"core", "all"})
  void whatIsReadIsWhatWasCounted(final String statistics) throws Exception {
    final WrittenTrace trace =
        TraceGenerator.inMemory("--sends=2000", "--flows=30", "--send-share=1");
    final SerializerBenchmark benchmark = new SerializerBenchmark();
    benchmark.statistics = statistics;
    benchmark.setUp(trace);

    for (int time = 0; time < 2; time++) {
      final List<FlowAccumulator> read = benchmark.writeAndRead();
      assertThat(read.stream().mapToLong(flow -> flow.get(Counter.SEND_COUNT)))
          .hasSizeGreaterThan(30);
      assertThat(read.stream().mapToLong(flow -> flow.get(Counter.SEND_COUNT)).sum())
          .isEqualTo(2000);
      assertThat(read.stream().mapToLong(flow -> flow.get(Counter.SEND_OCTETS)).sum())
          .isEqualTo(trace.sends().stream().mapToLong(sent -> sent.send().size()).sum());
    }
  }
}
