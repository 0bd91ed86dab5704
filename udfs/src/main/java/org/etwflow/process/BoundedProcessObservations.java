package org.etwflow.process;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Set of distinct observations with a memory limit: a trace of a few kilobytes can expand to
 * millions of observations, or to names of 64 KB.
 */
@Internal
public final class BoundedProcessObservations {

  /**
   * Memory limit: about 300,000 observations with names of ordinary length. A week of a busy
   * machine has some ten thousand.
   */
  public static final long MAX_BYTES = 64L << 20;

  /** Approximate memory of an observation and its set entry, without its names. */
  private static final int BYTES_PER_OBSERVATION = 192;

  private final Set<ProcessObservation> observations = new LinkedHashSet<>();
  private long bytes;

  /**
   * Adds an observation unless it is present or the limit is reached.
   *
   * @return whether it was added
   */
  public boolean add(final ProcessObservation observation) {
    if (isFull() || !observations.add(observation)) {
      return false;
    }
    bytes +=
        BYTES_PER_OBSERVATION + bytesOf(observation.imageName()) + bytesOf(observation.service());
    return true;
  }

  private static long bytesOf(final @Nullable String text) {
    return text == null ? 0 : (long) Character.BYTES * text.length();
  }

  /** Whether the limit is reached, so that observations may be missing. */
  public boolean isFull() {
    return bytes >= MAX_BYTES;
  }

  /** All observations in the order of addition. */
  public Set<ProcessObservation> all() {
    return observations;
  }
}
