package org.etwflow.source.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Handling of errors of a file system: a request that is refused, a connection that breaks, a
 * missing object. They say nothing about the content of a file, so that they are never treated as
 * damage. A failed request is repeated with growing pauses. Example: {@code new
 * StorageErrors(Duration.ofMinutes(5), StorageErrors.Reaction.SKIP)}.
 *
 * @param retryTime how long a failed request is repeated before the error counts as lasting; zero
 *     for no repetition
 * @param reaction what a lasting error does
 */
@PublicEvolving
public record StorageErrors(Duration retryTime, Reaction reaction) implements Serializable {

  /** One minute of repetition, then the job fails. */
  public static final StorageErrors DEFAULT =
      new StorageErrors(Duration.ofMinutes(1), Reaction.FAIL);

  private static final long serialVersionUID = 1L;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public StorageErrors {
    if (retryTime.isNegative()) {
      throw new IllegalArgumentException("the retry time is negative: " + retryTime);
    }
  }

  /** What a lasting error does. */
  public enum Reaction {
    /** It fails the task. Flink restarts it, and fails the job if that does not help. */
    FAIL,
    /** The file, or its rest, is skipped, and the quality of its trace tells so. */
    SKIP
  }
}
