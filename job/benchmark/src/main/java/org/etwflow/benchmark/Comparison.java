package org.etwflow.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures contenders in turn, several times: a temporary disturbance of the host affects all of
 * them.
 *
 * @param runs number of runs of each contender
 */
record Comparison(List<Contender> contenders, int runs) {

  /** Returns the medians of the runs. */
  Results measure(final Traces traces) throws IOException {
    final Map<Contender, List<Measured>> measured = new LinkedHashMap<>();
    for (int run = 0; run < runs; run++) {
      for (final Contender contender : contenders) {
        measured
            .computeIfAbsent(contender, none -> new ArrayList<>())
            .add(contender.measure(traces));
      }
    }
    final Map<Contender, Measured> medians = new LinkedHashMap<>();
    measured.forEach((contender, each) -> medians.put(contender, Measured.median(each)));
    return new Results(
        traces.workload().yardstick(), traces.octets(), traces.written().events(), medians);
  }
}
