package org.etwflow.microbenchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.window.Windowing;
import org.etwflow.testing.NetworkEvents;
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

/** Serialization of flows, as for the network and states. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SerializerBenchmark {

  private static final Windowing WINDOWS = new Windowing.Tumbling(Duration.ofSeconds(10));
  private static final int BYTES_AT_FIRST = 1 << 20;

  /** Selected statistics of the flows. */
  @Param({"core", "all"})
  public String statistics;

  private final TypeSerializer<FlowAccumulator> serializer =
      TypeInformation.of(FlowAccumulator.class).createSerializer(new SerializerConfigImpl());
  private final DataOutputSerializer out = new DataOutputSerializer(BYTES_AT_FIRST);
  private final DataInputDeserializer in = new DataInputDeserializer();
  private final List<FlowAccumulator> accumulators = new ArrayList<>();

  /** Set up by JMH. */
  @Setup
  public void setUp() throws Exception {
    setUp(TraceGenerator.inMemory("--sends=200000", "--flows=2000", "--send-share=1"));
  }

  void setUp(final WrittenTrace trace) throws Exception {
    final FlowTable flows =
        new FlowTable(Grouping.parse("flow"), WINDOWS, SelectedStatistics.parse(statistics));
    for (final NetworkEvent event : NetworkEvents.in(trace.bytes())) {
      flows.add(null, event, null);
    }
    flows.drain(partial -> accumulators.add(partial.statistics()));
  }

  /** Writes and reads all flows. */
  @Benchmark
  public List<FlowAccumulator> writeAndRead() throws IOException {
    out.clear();
    for (final FlowAccumulator accumulator : accumulators) {
      serializer.serialize(accumulator, out);
    }
    in.setBuffer(out.getSharedBuffer(), 0, out.length());
    final List<FlowAccumulator> read = new ArrayList<>(accumulators.size());
    while (in.available() > 0) {
      read.add(serializer.deserialize(in));
    }
    return read;
  }
}
