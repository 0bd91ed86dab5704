package org.etwflow.source.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.etwflow.source.config.StorageErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to file systems that may fail: they are repeated with pauses that double. */
@Internal
public final class StorageRequests implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(StorageRequests.class);

  /** Requests with the default settings. */
  public static final StorageRequests DEFAULT = new StorageRequests(StorageErrors.DEFAULT);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long MAX_PAUSE_MILLIS = 10_000;

  /** Halved more often, no time is left. */
  private static final int MAX_HALVINGS = 62;

  private final StorageErrors errors;

  /** Whether a lasting error leaves less time to later requests. */
  private final boolean isTimeShared;

  private final AtomicInteger lastingErrors = new AtomicInteger();

  /**
   * Creates independent requests.
   *
   * @param errors how long they are repeated, and what a lasting error does
   */
  public StorageRequests(final StorageErrors errors) {
    this(errors, false);
  }

  private StorageRequests(final StorageErrors errors, final boolean isTimeShared) {
    this.errors = errors;
    this.isTimeShared = isTimeShared;
  }

  /**
   * Returns requests that take at most twice the retry time together, however many of them have
   * lasting errors: each of these halves the time of later requests. A lasting error is often that
   * of a whole folder or bucket.
   */
  public StorageRequests sharingTime() {
    return new StorageRequests(errors, true);
  }

  /** How long they are repeated, and what a lasting error does. */
  public StorageErrors errors() {
    return errors;
  }

  /** Whether files with a lasting error are skipped; otherwise it fails the job. */
  public boolean areErrorsSkipped() {
    return errors.reaction() == StorageErrors.Reaction.SKIP;
  }

  /**
   * Makes a request until it succeeds, or the time is over. What cannot change is not repeated: a
   * missing file, and a file system that is not installed.
   *
   * @param path file or folder of the request
   * @param what what has failed if it fails, such as "cannot be listed"
   * @throws StorageException if the error lasts
   * @throws CancellationException if the thread was interrupted
   */
  public <T> T make(final Object path, final String what, final Request<T> request) {
    final long start = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    for (int repetitions = 0; ; repetitions++) {
      try {
        return request.make();
      } catch (final IOException | RuntimeException e) {
        // Clients of object stores also throw unchecked exceptions.
        if (Thread.currentThread().isInterrupted() || e instanceof ClosedByInterruptException) {
          throw cancellation(path);
        }
        final Duration passed = Duration.ofNanos(System.nanoTime() - start);
        if (isFinal(e) || passed.plusMillis(pause).compareTo(retryTime()) > 0) {
          lastingErrors.incrementAndGet();
          final String repeated =
              repetitions == 0 ? "" : " (repeated for " + passed.toSeconds() + " s)";
          throw new StorageException(path.toString(), what + ": " + text(e) + repeated, e);
        }
        LOG.warn("{} {}: {}. The request is repeated in {} ms.", path, what, text(e), pause);
        sleep(path, pause);
        pause = Math.min(2 * pause, MAX_PAUSE_MILLIS);
      }
    }
  }

  private Duration retryTime() {
    return isTimeShared
        ? errors.retryTime().dividedBy(1L << Math.min(lastingErrors.get(), MAX_HALVINGS))
        : errors.retryTime();
  }

  /** An invalid argument stays invalid, unless Hadoop reports a host with it that is not found. */
  private static boolean isFinal(final Exception e) {
    return e instanceof FileNotFoundException
        || e instanceof UnsupportedFileSystemSchemeException
        || (e instanceof IllegalArgumentException && !(e.getCause() instanceof IOException));
  }

  private static CancellationException cancellation(final Object path) {
    return new CancellationException("interrupted while waiting for " + path);
  }

  /** The message with that of the first cause: only this may name the status of an answer. */
  private static String text(final Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    final String message = message(e);
    final String cause = message(root);
    return message.contains(cause) ? message : message + ": " + cause;
  }

  private static String message(final Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void sleep(final Object path, final long millis) {
    try {
      Thread.sleep(millis);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancellation(path);
    }
  }

  /** Request to a file system. */
  public interface Request<T> {
    /** Makes the request. */
    T make() throws IOException;
  }
}
