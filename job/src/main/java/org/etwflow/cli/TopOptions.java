package org.etwflow.cli;

import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.topn.TopN;
import picocli.CommandLine.Option;

/** The options that say which flows are the largest, and how many of them are shown. */
final class TopOptions {

  private static final int DEFAULT_COUNT = 10;

  @Option(
      names = "--top",
      paramLabel = "N",
      description =
          "Only rows of the N largest flows of each window, and one of all others there. Without it"
              + " there are all rows, and the table on the console has the 10 largest flows.")
  private Integer count;

  @Option(
      names = "--by",
      paramLabel = "STATISTIC",
      description = "The statistic that flows are ranked by. Default: sendOctets")
  private String by;

  /** Whether rows are wanted of the largest flows alone. */
  boolean isAsked() {
    return count != null;
  }

  /**
   * What was chosen.
   *
   * @param hasTable whether flows are shown even if no rows are asked for of the largest alone
   * @throws IllegalArgumentException if it cannot be, with a message for a person
   */
  TopN ranking(final boolean hasTable) {
    check(count == null || count >= 1, "--top must be at least 1");
    check(
        by == null || hasTable || isAsked(),
        "--by needs --top with --follow, which shows no table that it could order");
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

  private static void check(final boolean holds, final String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
