package org.etwflow.benchmark;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a run took; empty what could not be measured.
 *
 * @param wall seconds, from the start of the process to its end
 * @param job seconds of these that the job itself was running
 * @param cpu seconds of all threads
 * @param peak bytes of memory, the most at a time
 */
record Measured(OptionalDouble wall, OptionalDouble job, OptionalDouble cpu, OptionalDouble peak) {

  /** Of each number. */
  static Measured median(final List<Measured> runs) {
    return new Measured(
        Median.of(runs.stream().map(Measured::wall)),
        Median.of(runs.stream().map(Measured::job)),
        Median.of(runs.stream().map(Measured::cpu)),
        Median.of(runs.stream().map(Measured::peak)));
  }
}
