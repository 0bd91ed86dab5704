package org.etwflow.cli;

import java.time.Duration;
import java.util.Optional;
import org.etwflow.source.config.ContinuousMonitoring;
import picocli.CommandLine.Option;

/** Options for growing files. */
final class FollowOptions {

  private static final Duration DEFAULT = Duration.ofMinutes(1);

  @Option(
      names = "--follow",
      description =
          "Read files while they are written, and find new files. Ends when all sessions are closed;"
              + " with a folder or a glob, when it is stopped.")
  private boolean follow;

  @Option(
      names = "--max-disorder",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "With --follow: close a window when all growing files have reached DURATION after its end."
              + " Later events go to late.csv. Default: 1min")
  private Duration maxDisorder;

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "With --follow: do not wait for a file that has not grown for DURATION. Default: 1min")
  private Duration idleTimeout;

  @Option(
      names = "--discovery-interval",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "With --follow: interval between two looks for new files and new data. Default: 500ms")
  private Duration discoveryInterval;

  boolean isEnabled() {
    return follow;
  }

  /**
   * The settings for growing files; empty for closed files.
   *
   * @throws IllegalArgumentException if an option has no effect without {@code --follow}
   */
  Optional<ContinuousMonitoring> following() {
    if (follow) {
      return Optional.of(
          new ContinuousMonitoring(
              orElse(maxDisorder, DEFAULT),
              orElse(idleTimeout, DEFAULT),
              orElse(discoveryInterval, ContinuousMonitoring.DEFAULT_DISCOVERY_INTERVAL)));
    }
    checkIsAbsent(maxDisorder, "--max-disorder");
    checkIsAbsent(idleTimeout, "--idle-timeout");
    checkIsAbsent(discoveryInterval, "--discovery-interval");
    return Optional.empty();
  }

  private static Duration orElse(final Duration chosen, final Duration otherwise) {
    return chosen == null ? otherwise : chosen;
  }

  private static void checkIsAbsent(final Duration value, final String option) {
    if (value != null) {
      throw new IllegalArgumentException(option + " requires --follow");
    }
  }
}
