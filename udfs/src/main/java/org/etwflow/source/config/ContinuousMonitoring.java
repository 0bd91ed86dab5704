package org.etwflow.source.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.PublicEvolving;

/**
 * How files are followed that sessions are still writing. What such a file will hold is not known
 * beforehand: a bound has to do.
 *
 * @param maxDisorder how far a record may lie behind the latest buffer that is there, of its own
 *     file and of all others; a record further behind may be late
 * @param idleTimeout a file that has not grown for so long holds event time back no more; so long
 *     must pass, too, before a file is read that can only be read as a whole
 */
@PublicEvolving
public record ContinuousMonitoring(Duration maxDisorder, Duration idleTimeout)
    implements Serializable {

  private static final long serialVersionUID = 1L;
}
