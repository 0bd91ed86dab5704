package org.etwflow.cli;

import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.topn.TopN;
import picocli.CommandLine.Option;

/** Options of the largest flows. */
final class TopOptions {

  private static final int DEFAULT_COUNT = 10;

  @Option(
      names = "--top",
      paramLabel = "N",
      description =
          "Write rows for the N largest flows of each window only, and one row for all others."
              + " Default: rows for all flows, and the 10 largest flows of the run on the console")
  private Integer count;

  @Option(
      names = "--by",
      paramLabel = "STATISTIC",
      description = "Statistic that flows are ranked by. Default: octets")
  private String by;

  /** Whether rows are limited to the largest flows. */
  boolean limitsRows() {
    return count != null;
  }

  /**
   * Number and statistic of the largest flows.
   *
   * @param hasTable whether the console shows a table of the largest flows
   * @throws IllegalArgumentException if a value is invalid
   */
  TopN ranking(final boolean hasTable) {
    check(count == null || count >= 1, "--top must be at least 1");
    check(
        by == null || hasTable || limitsRows(),
        "--by with --follow requires --top: there is no table to sort");
    return new TopN(count == null ? DEFAULT_COUNT : count, statistic());
  }

  private Statistic statistic() {
    if (by == null) {
      return TopN.DEFAULT_BY;
    }
    try {
      return Statistic.number(by);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("--by: " + e.getMessage(), e);
    }
  }

  private static void check(final boolean isValid, final String message) {
    if (!isValid) {
      throw new IllegalArgumentException(message);
    }
  }
}
