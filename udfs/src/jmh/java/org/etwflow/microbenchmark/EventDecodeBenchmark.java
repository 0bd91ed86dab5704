package org.etwflow.microbenchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.EventSelection;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Search for the network events among the records of a trace, and their decoding. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EventDecodeBenchmark {

  private final NetworkEventSchema schema = new NetworkEventSchema(EventSelection.ALL, false);
  private List<EtlBuffer> buffers;

  /** Options of the trace: TCP sends over IPv4 alone, or all kinds of events. */
  @Param({"--send-share=1", "--send-share=1 --ipv6=0.3 --udp=0.2 --receives=0.5 --connections"})
  public String traffic;

  /** Set up by JMH. */
  @Setup
  public void setUp() throws Exception {
    setUp(TraceGenerator.inMemory(("--size=20M " + traffic).split(" ")));
  }

  void setUp(final WrittenTrace trace) throws Exception {
    schema.open(null);
    buffers = Buffers.of(trace.bytes());
  }

  /** Returns the number of bytes that were sent and received. */
  @Benchmark
  public long decode() {
    final EventOctets octets = new EventOctets();
    for (final EtlBuffer buffer : buffers) {
      schema.deserialize(buffer, octets);
    }
    return octets.sum();
  }
}
