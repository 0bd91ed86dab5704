package org.etwflow.microbenchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

class EventDecodeBenchmarkTest {

  @Test
  void allEventsAreDecoded() throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=2000");
    final EventDecodeBenchmark benchmark = new EventDecodeBenchmark();
    benchmark.setUp(trace);

    assertThat(benchmark.decode())
        .isEqualTo(trace.sends().stream().mapToLong(sent -> sent.send().size()).sum());
  }
}
