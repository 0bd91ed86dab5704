package org.etwflow.source.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Settings for reading files that sessions are still writing. The future content of such a file is
 * unknown, so that event time needs a bound on disorder. Example: {@code new
 * ContinuousMonitoring(Duration.ofSeconds(10),
 * Duration.ofMinutes(1)).withDiscoveryInterval(Duration.ofSeconds(5))}.
 *
 * @param maxDisorder maximum distance of a record to the latest buffer of its own and all other
 *     files; records further behind may be late
 * @param idleTimeout time after which a file that has not grown no longer holds back event time,
 *     and after which a file is read that can only be read as a whole
 * @param discoveryInterval interval between two looks for new files and new data; at least 1 ms
 */
@PublicEvolving
public record ContinuousMonitoring(
    Duration maxDisorder, Duration idleTimeout, Duration discoveryInterval)
    implements Serializable {

  /** Default interval between two looks. */
  public static final Duration DEFAULT_DISCOVERY_INTERVAL = Duration.ofMillis(500);

  private static final long serialVersionUID = 1L;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a time is negative, or the interval shorter than 1 ms
   */
  public ContinuousMonitoring {
    check(!maxDisorder.isNegative(), "the disorder", maxDisorder);
    check(!idleTimeout.isNegative(), "the idle timeout", idleTimeout);
    check(discoveryInterval.toMillis() > 0, "the discovery interval", discoveryInterval);
  }

  /** Creates settings with the default interval. */
  public ContinuousMonitoring(final Duration maxDisorder, final Duration idleTimeout) {
    this(maxDisorder, idleTimeout, DEFAULT_DISCOVERY_INTERVAL);
  }

  /** Returns a copy with another interval. */
  public ContinuousMonitoring withDiscoveryInterval(final Duration interval) {
    return new ContinuousMonitoring(maxDisorder, idleTimeout, interval);
  }

  private static void check(final boolean holds, final String name, final Duration value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is too short: " + value);
    }
  }
}
