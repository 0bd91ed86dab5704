package org.etwflow.fuzz;

import java.nio.file.Path;

/**
 * A mutated trace that a check failed for.
 *
 * @param seed makes the trace
 * @param input the trace as a file
 * @param failure what was thrown
 */
record Finding(long seed, Path input, Throwable failure) {

  @Override
  public String toString() {
    return """
        FINDING %s
          input:     %s
          reproduce: mvn -q -Pfuzz -Dfuzz.input=%s
          or, with the same seed traces: mvn -q -Pfuzz -Dfuzz.seed=%d -Dfuzz.executions=1"""
        .formatted(failure, input, input, seed);
  }
}
