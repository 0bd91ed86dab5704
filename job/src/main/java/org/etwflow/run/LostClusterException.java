package org.etwflow.run;

/**
 * Failure of a run whose cluster has lost its threads to an error. Pekko passes the error to its
 * log only: mostly it is an {@link OutOfMemoryError}.
 */
public final class LostClusterException extends Exception {

  private static final long serialVersionUID = 1L;

  LostClusterException() {
    super("an error has ended the threads of Flink in this process");
  }
}
