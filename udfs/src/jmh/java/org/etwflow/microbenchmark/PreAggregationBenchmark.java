package org.etwflow.microbenchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.partial.PartialFlow;
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

/** Pre-aggregation of decoded events. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PreAggregationBenchmark {

  private static final Windowing WINDOWS = new Windowing.Tumbling(Duration.ofSeconds(10));

  private final FlowTable flows =
      new FlowTable(Grouping.parse("flow"), WINDOWS, SelectedStatistics.CORE);
  private List<NetworkEvent> events;

  /** Options of the trace: TCP sends over IPv4 alone, or all kinds of events. */
  @Param({"--send-share=1", "--send-share=1 --ipv6=0.3 --udp=0.2 --receives=0.5 --connections"})
  public String traffic;

  /** Set up by JMH. */
  @Setup
  public void setUp() throws Exception {
    setUp(TraceGenerator.inMemory(("--sends=200000 --flows=2000 " + traffic).split(" ")));
  }

  void setUp(final WrittenTrace trace) throws Exception {
    events =
        NetworkEvents.in(trace.bytes()).stream().filter(event -> event.kind().isInFlows()).toList();
  }

  /** Returns one partial flow for each flow and window. */
  @Benchmark
  public List<PartialFlow> count() {
    for (final NetworkEvent event : events) {
      flows.add(null, event, null);
    }
    final List<PartialFlow> partials = new ArrayList<>();
    flows.drain(partials::add);
    return partials;
  }
}
