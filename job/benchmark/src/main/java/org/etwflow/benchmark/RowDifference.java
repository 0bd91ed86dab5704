package org.etwflow.benchmark;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Compares two sets of rows, one of which is never held. */
final class RowDifference {

  private final Set<FlowRow> jobOnly = new HashSet<>();
  private long walkOnly;
  private FlowRow exampleOfWalk;

  /** A row of the job. */
  void ofJob(final FlowRow row) {
    jobOnly.add(row);
  }

  /** A row of etlwalk, after all of the job. */
  void ofWalk(final FlowRow row) {
    if (!jobOnly.remove(row)) {
      walkOnly++;
      exampleOfWalk = row;
    }
  }

  /**
   * After all rows: does nothing if they are the same.
   *
   * @throws BenchmarkException with an example, if they are not
   */
  void check() {
    if (jobOnly.isEmpty() && walkOnly == 0) {
      return;
    }
    throw new BenchmarkException(
        String.format(
            Locale.ROOT,
            "%,d rows are etwflow's alone, such as %s, and %,d etlwalk's, such as %s",
            jobOnly.size(),
            jobOnly.stream().findAny().orElse(null),
            walkOnly,
            exampleOfWalk));
  }
}
