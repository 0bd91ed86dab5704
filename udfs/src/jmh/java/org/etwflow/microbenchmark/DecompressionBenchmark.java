package org.etwflow.microbenchmark;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading of compressed buffers from memory. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DecompressionBenchmark {

  private final EtlBuffer buffer = new EtlBuffer();
  private byte[] file;

  /** Set up by JMH. */
  @Setup
  public void setUp() {
    setUp(TraceGenerator.inMemory("--size=20M", "--compressed", "--build=WINDOWS_8"));
  }

  void setUp(final WrittenTrace trace) {
    file = trace.bytes();
  }

  /** Returns the number of decompressed bytes, without the log header's buffer. */
  @Benchmark
  public long decompress() throws IOException {
    final BufferReader reader = Buffers.reader(file);
    long octets = 0;
    while (reader.read(buffer)) {
      octets += buffer.holdsLogHeader() ? 0 : buffer.recordsEnd();
    }
    return octets;
  }
}
