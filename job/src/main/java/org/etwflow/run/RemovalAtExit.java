package org.etwflow.run;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Removal of files when the process ends, also after Ctrl-C or SIGTERM. */
public final class RemovalAtExit {

  private static final Set<RemovalAtExit> ALL = ConcurrentHashMap.newKeySet();

  private final CountDownLatch done = new CountDownLatch(1);

  private RemovalAtExit() {}

  /** Adds a removal as a shutdown hook. */
  static void add(final Runnable removal) {
    final RemovalAtExit added = new RemovalAtExit();
    ALL.add(added);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> added.run(removal), "remove temporary files"));
  }

  private void run(final Runnable removal) {
    try {
      removal.run();
    } finally {
      done.countDown();
    }
  }

  /**
   * Waits until all files are removed. It must be called by a shutdown hook.
   *
   * @param seconds maximum time for each removal
   */
  public static void awaitAll(final long seconds) throws InterruptedException {
    for (final RemovalAtExit removal : ALL) {
      if (!removal.done.await(seconds, TimeUnit.SECONDS)) {
        return;
      }
    }
  }
}
