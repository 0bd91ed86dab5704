package org.etwflow.testing;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits, up to a deadline, for a condition that another thread or process fulfills. */
public final class Await {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_INTERVAL_MILLIS = 5;

  private Await() {}

  /**
   * Returns as soon as a condition holds.
   *
   * @param what the condition, for the message of a failure
   * @throws AssertionError if the condition does not hold in time
   */
  public static void until(final String what, final Callable<Boolean> condition) throws Exception {
    until(what, PATIENCE, condition);
  }

  static void until(final String what, final Duration patience, final Callable<Boolean> condition)
      throws Exception {
    final long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new AssertionError(
            "timed out after " + patience.toSeconds() + " s waiting for " + what);
      }
      Thread.sleep(LOOK_INTERVAL_MILLIS);
    }
  }
}
