package org.etwflow.microbenchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

class SendDecodeBenchmarkTest {

  @Test
  void allSendsAreDecoded() throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=2000");
    final SendDecodeBenchmark benchmark = new SendDecodeBenchmark();
    benchmark.setUp(trace);

    assertThat(benchmark.decode())
        .isEqualTo(trace.sends().stream().mapToLong(sent -> sent.send().size()).sum());
  }
}
