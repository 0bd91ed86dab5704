package org.etwflow.microbenchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

class DecompressionBenchmarkTest {

  @Test
  void allBuffersAreDecompressed() throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=2000", "--compressed");
    final DecompressionBenchmark benchmark = new DecompressionBenchmark();
    benchmark.setUp(trace);

    final long octets = trace.buffers().stream().mapToLong(WrittenBuffer::usedLength).sum();
    assertThat(benchmark.decompress()).isEqualTo(octets).isGreaterThan(trace.bytes().length);
    assertThat(benchmark.decompress()).isEqualTo(octets);
  }
}
