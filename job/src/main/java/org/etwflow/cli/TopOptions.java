package org.etwflow.cli;

import org.etwflow.flow.Ranking;
import org.etwflow.flow.Statistics;
import picocli.CommandLine.Option;

/** The options that say which flows are the largest, and how many of them are shown. */
final class TopOptions {

  private static final int DEFAULT_COUNT = 10;

  @Option(
      names = "--top",
      paramLabel = "N",
      description =
          "Only the N largest flows of each window, and a row named other of all the rest there."
              + " Without it all rows are written, and the table on the console has 10 flows.")
  private Integer count;

  @Option(
      names = "--by",
      paramLabel = "STATISTIC",
      defaultValue = "sendOctets",
      description =
          "The statistic that tells which flows are the largest. Default: ${DEFAULT-VALUE}")
  private String by;

  /** Whether rows are wanted of the largest flows alone. */
  boolean isAsked() {
    return count != null;
  }

  /**
   * What was chosen.
   *
   * @throws IllegalArgumentException if it cannot be, with a message for a person
   */
  Ranking ranking() {
    check(count == null || count >= 1, "--top must be at least 1");
    check(
        Statistics.names().contains(by),
        "--by: '%s' is no statistic: choose one of %s"
            .formatted(by, String.join(", ", Statistics.names())));
    return new Ranking(count == null ? DEFAULT_COUNT : count, by);
  }

  private static void check(final boolean holds, final String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
