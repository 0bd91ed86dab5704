package org.etwflow.source.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.PublicEvolving;

/**
 * How files are followed that sessions are still writing. What such a file will hold is not known
 * beforehand: a bound has to do. Example: {@code new ContinuousMonitoring(Duration.ofSeconds(10),
 * Duration.ofMinutes(1)).withDiscoveryInterval(Duration.ofSeconds(5))}.
 *
 * @param maxDisorder how far a record may lie behind the latest buffer that is there, of its own
 *     file and of all others; a record further behind may be late
 * @param idleTimeout time after which a file that has not grown holds event time back no more, and
 *     after which a file is read that can only be read as a whole
 * @param discoveryInterval time between two looks for new files and new data; at least 1 ms
 */
@PublicEvolving
public record ContinuousMonitoring(
    Duration maxDisorder, Duration idleTimeout, Duration discoveryInterval)
    implements Serializable {

  /** Interval between two looks, unless it is set. */
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

  /** The same with the default interval between two looks. */
  public ContinuousMonitoring(final Duration maxDisorder, final Duration idleTimeout) {
    this(maxDisorder, idleTimeout, DEFAULT_DISCOVERY_INTERVAL);
  }

  /** The same with another interval between two looks. */
  public ContinuousMonitoring withDiscoveryInterval(final Duration interval) {
    return new ContinuousMonitoring(maxDisorder, idleTimeout, interval);
  }

  private static void check(final boolean holds, final String name, final Duration value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is too short: " + value);
    }
  }
}
