package org.etwflow.benchmark.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.partial.PartialFlow;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

class PreAggregationBenchmarkTest {

  private static final long WINDOW = 10 * 10_000_000L;

  @Test
  void eachFlowAndWindowHasAPartialEachTime() throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=2000", "--flows=30");
    final PreAggregationBenchmark benchmark = new PreAggregationBenchmark();
    benchmark.setUp(trace);
    final Map<List<Object>, Long> expected = new HashMap<>();
    trace.sends().forEach(sent -> expected.merge(flowAndWindow(sent), 1L, Long::sum));

    for (int time = 0; time < 2; time++) {
      assertThat(sendCounts(benchmark.count()))
          .containsExactlyInAnyOrderElementsOf(expected.values());
    }
  }

  private static List<Object> flowAndWindow(final WrittenSend sent) {
    return List.of(sent.send().flow(), sent.time() / WINDOW);
  }

  private static List<Long> sendCounts(final List<PartialFlow> partials) {
    return partials.stream()
        .map(partial -> partial.statistics().get(Counter.SEND_COUNT))
        .collect(Collectors.toList());
  }
}
