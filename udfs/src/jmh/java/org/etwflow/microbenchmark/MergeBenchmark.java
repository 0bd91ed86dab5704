package org.etwflow.microbenchmark;

import java.util.concurrent.TimeUnit;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.testing.Accumulators;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Merge of the core counters of as many flows as a partition of a fleet has in a pane. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MergeBenchmark {

  private static final int FLOWS = 1_000;

  private final FlowAccumulator[] into = accumulators();
  private final FlowAccumulator[] from = accumulators();

  private static FlowAccumulator[] accumulators() {
    final FlowAccumulator[] all = new FlowAccumulator[FLOWS];
    for (int i = 0; i < FLOWS; i++) {
      all[i] = Accumulators.of(SelectedStatistics.CORE, new NetworkEvent());
    }
    return all;
  }

  /** Merges each accumulator into another one, and returns one of them. */
  @Benchmark
  @OperationsPerInvocation(FLOWS)
  public FlowAccumulator merge() {
    for (int i = 0; i < FLOWS; i++) {
      into[i].merge(from[i]);
    }
    return into[0];
  }
}
