package org.etwflow.cli;

import java.time.Duration;
import org.etwflow.source.config.ContinuousMonitoring;
import picocli.CommandLine.Option;

/** The options that together say how files are followed. */
final class FollowOptions {

  private static final Duration DEFAULT = Duration.ofMinutes(1);

  @Option(
      names = "--follow",
      description =
          "Go on reading files while they are written, and find new ones. Ends when all sessions"
              + " are closed, but with a folder or a glob only when it is stopped.")
  private boolean follow;

  @Option(
      names = "--max-disorder",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "With --follow: windows are closed when there are buffers so much later. What comes"
              + " later still is in no row, but in late.csv. Default: 1min")
  private Duration maxDisorder;

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "With --follow: a file that has not grown for so long holds no windows open."
              + " Default: 1min")
  private Duration idleTimeout;

  @Option(
      names = "--discovery-interval",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "With --follow: interval between two looks for new files and new data. Default: 500ms")
  private Duration discoveryInterval;

  boolean isAsked() {
    return follow;
  }

  /**
   * What was chosen; null for closed files.
   *
   * @throws IllegalArgumentException if an option is of no use, with a message for a person
   */
  ContinuousMonitoring following() {
    if (follow) {
      return new ContinuousMonitoring(
          orElse(maxDisorder, DEFAULT),
          orElse(idleTimeout, DEFAULT),
          orElse(discoveryInterval, ContinuousMonitoring.DEFAULT_DISCOVERY_INTERVAL));
    }
    check(maxDisorder == null, "--max-disorder");
    check(idleTimeout == null, "--idle-timeout");
    check(discoveryInterval == null, "--discovery-interval");
    return null;
  }

  private static Duration orElse(final Duration chosen, final Duration otherwise) {
    return chosen == null ? otherwise : chosen;
  }

  private static void check(final boolean holds, final String option) {
    if (!holds) {
      throw new IllegalArgumentException(
          option + " is for files that are still written: give --follow too, or leave it out");
    }
  }
}
