package org.etwflow.microbenchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

class RecordWalkBenchmarkTest {

  private static final int BUFFER_HEADER = 72;

  @Test
  void theRecordsFillTheirBuffers() throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=2000");
    final RecordWalkBenchmark benchmark = new RecordWalkBenchmark();
    benchmark.setUp(trace);

    assertThat(benchmark.walk())
        .isEqualTo(
            trace.buffers().stream()
                .mapToLong(buffer -> buffer.usedLength() - BUFFER_HEADER)
                .sum());
  }
}
