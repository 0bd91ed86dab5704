package org.etwflow.benchmark;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Measurements of a run; empty if they could not be taken.
 *
 * @param wall seconds from the start of the process to its end
 * @param job seconds of these in which the job was running
 * @param cpu CPU seconds of all threads
 * @param peak largest amount of physical memory in bytes
 */
record Measured(OptionalDouble wall, OptionalDouble job, OptionalDouble cpu, OptionalDouble peak) {

  /** Medians of each measurement. */
  static Measured median(final List<Measured> runs) {
    return new Measured(
        Median.of(runs.stream().map(Measured::wall)),
        Median.of(runs.stream().map(Measured::job)),
        Median.of(runs.stream().map(Measured::cpu)),
        Median.of(runs.stream().map(Measured::peak)));
  }
}
