package org.etwflow.microbenchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.partial.PartialFlow;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

class PreAggregationBenchmarkTest {

  private static final long WINDOW = 10 * 10_000_000L;

  @Test
  void eachFlowAndWindowHasAPartialEachTime() throws Exception {
    final WrittenTrace trace =
        TraceGenerator.inMemory("--sends=2000", "--flows=30", "--udp=0.5", "--receives=0.5");
    final PreAggregationBenchmark benchmark = new PreAggregationBenchmark();
    benchmark.setUp(trace);
    final Map<List<Object>, Long> expected = new HashMap<>();
    trace.events().forEach(event -> expected.merge(flowAndWindow(event), 1L, Long::sum));

    for (int time = 0; time < 2; time++) {
      assertThat(eventCounts(benchmark.count()))
          .containsExactlyInAnyOrderElementsOf(expected.values());
    }
  }

  private static List<Object> flowAndWindow(final WrittenEvent written) {
    return List.of(
        written.event().type().protocol(), written.event().flow(), written.time() / WINDOW);
  }

  private static List<Long> eventCounts(final List<PartialFlow> partials) {
    return partials.stream()
        .map(PartialFlow::statistics)
        .map(flow -> flow.get(Counter.SEND_COUNT) + flow.get(Counter.RECEIVE_COUNT))
        .collect(Collectors.toList());
  }
}
