package org.etwflow.benchmark;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Comparison of two sets of rows, only one of which is kept in memory. */
final class RowDifference {

  private final Set<String> jobOnly = new HashSet<>();
  private long walkOnly;
  private String exampleOfWalk;

  /** Adds a row of the job. */
  void ofJob(final String row) {
    jobOnly.add(row);
  }

  /** Adds a row of the yardstick, after all rows of the job. */
  void ofWalk(final String row) {
    if (!jobOnly.remove(row)) {
      walkOnly++;
      exampleOfWalk = row;
    }
  }

  /**
   * Checks that both sets are the same, after all rows.
   *
   * @throws BenchmarkException if they differ, with an example
   */
  void check() {
    if (jobOnly.isEmpty() && walkOnly == 0) {
      return;
    }
    throw new BenchmarkException(
        String.format(
            Locale.ROOT,
            "%,d rows are only in etwflow's result, such as %s, and %,d only in the yardstick's, such as %s",
            jobOnly.size(),
            jobOnly.stream().findAny().orElse(null),
            walkOnly,
            exampleOfWalk));
  }
}
