package org.etwflow.fuzz;

import java.nio.file.Path;

/**
 * Mutated trace for which a check failed.
 *
 * @param seed seed from which the trace is generated
 * @param input bytes of the trace file
 * @param failure exception of the check
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
