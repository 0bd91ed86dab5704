package org.etwflow.source.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import org.apache.flink.annotation.Internal;
import org.etwflow.source.config.StorageErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to file systems that may fail: they are repeated with pauses that double.
 *
 * @param errors how long they are repeated, and what a lasting error does
 */
@Internal
public record StorageRequests(StorageErrors errors) implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(StorageRequests.class);

  /** Requests with the default settings. */
  public static final StorageRequests DEFAULT = new StorageRequests(StorageErrors.DEFAULT);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long MAX_PAUSE_MILLIS = 10_000;

  /** Whether files with a lasting error are skipped; otherwise it fails the job. */
  public boolean areErrorsSkipped() {
    return errors.reaction() == StorageErrors.Reaction.SKIP;
  }

  /**
   * Makes a request until it succeeds, or the time is over.
   *
   * @param what the request for messages, such as "s3://bucket/a.etl: cannot be opened"
   * @throws StorageException if the error lasts
   * @throws InterruptedIOException if the thread was interrupted
   */
  public <T> T make(final String what, final Request<T> request) throws IOException {
    final long start = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        return request.make();
      } catch (final InterruptedIOException | ClosedByInterruptException e) {
        throw e;
      } catch (final IOException | RuntimeException e) {
        // Clients of object stores also throw unchecked exceptions.
        final Duration passed = Duration.ofNanos(System.nanoTime() - start);
        if (passed.plusMillis(pause).compareTo(errors.retryTime()) > 0) {
          throw new StorageException(what + ": " + text(e) + repeated(passed), e);
        }
        LOG.warn("{}: {}. The request is repeated in {} ms.", what, text(e), pause);
        sleep(pause);
        pause = Math.min(2 * pause, MAX_PAUSE_MILLIS);
      }
    }
  }

  private String repeated(final Duration passed) {
    return errors.retryTime().isZero() ? "" : " (repeated for " + passed.toSeconds() + " s)";
  }

  private static String text(final Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void sleep(final long millis) throws InterruptedIOException {
    try {
      Thread.sleep(millis);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the file system");
    }
  }

  /** Request to a file system. */
  public interface Request<T> {
    /** Makes the request. */
    T make() throws IOException;
  }
}
