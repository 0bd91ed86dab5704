package org.etwflow.microbenchmark;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;
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

/** Walk over all records in the buffers of a trace. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RecordWalkBenchmark {

  private static final int ALIGNMENT = 8;

  private final RecordCursor cursor = new RecordCursor();
  private List<EtlBuffer> buffers;

  /** Set up by JMH. */
  @Setup
  public void setUp() throws IOException {
    setUp(TraceGenerator.inMemory("--size=20M"));
  }

  void setUp(final WrittenTrace trace) throws IOException {
    buffers = Buffers.of(trace.bytes());
  }

  /** Returns the number of bytes of all records, including alignment. */
  @Benchmark
  public long walk() {
    long octets = 0;
    for (final EtlBuffer buffer : buffers) {
      final RecordCursor records = buffer.records(cursor);
      while (records.next()) {
        octets += records.size() + ALIGNMENT - 1 & -ALIGNMENT;
      }
    }
    return octets;
  }
}
