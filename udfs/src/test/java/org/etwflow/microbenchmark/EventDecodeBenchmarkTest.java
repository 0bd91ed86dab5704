package org.etwflow.microbenchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

class EventDecodeBenchmarkTest {

  @Test
  void allEventsAreDecoded() throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=2000", "--udp=0.5", "--ipv6=0.5");
    final EventDecodeBenchmark benchmark = new EventDecodeBenchmark();
    benchmark.setUp(trace);

    assertThat(benchmark.decode())
        .isEqualTo(
            trace.events().stream()
                .mapToLong(written -> Integer.toUnsignedLong(written.event().size()))
                .sum());
  }
}
