package org.etwflow.testing;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/** Local file system with another scheme, whose reads can be made to fail. */
public final class FlakyFileSystem extends LocalFileSystem {

  public static final String SCHEME = "flaky";

  private static final AtomicInteger READS = new AtomicInteger();
  private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
  private static volatile int readsBetweenFailures = 1;
  private static volatile Runnable beforeFailure;
  private static volatile boolean onlyReaders;

  /** Part of the names of the files whose reads throw; null if reads of no file do. */
  private static volatile @Nullable String refused;

  private static final AtomicInteger CONNECTIONS_TO_REFUSE = new AtomicInteger();
  private static volatile Supplier<Exception> connectionError = IOException::new;

  private static final AtomicInteger READS_TO_REFUSE = new AtomicInteger();
  private static final AtomicInteger REFUSALS_LEFT = new AtomicInteger();

  /** Prefix of the names of Flink's threads that read splits. */
  private static final String READER_THREAD = "Source Data Fetcher";

  /**
   * Lets reads fail from now on.
   *
   * @param times number of failures
   * @param everyReads number of reads from one failure to the next
   * @param before action before each failure
   */
  public static void fail(final int times, final int everyReads, final Runnable before) {
    fail(times, everyReads, before, false);
  }

  /** Lets reads fail like {@link #fail}, but only on threads that read splits. */
  public static void failReaders(final int times, final int everyReads, final Runnable before) {
    fail(times, everyReads, before, true);
  }

  private static void fail(
      final int times, final int everyReads, final Runnable before, final boolean readersAlone) {
    onlyReaders = readersAlone;
    READS.set(0);
    FAILURES_LEFT.set(times);
    readsBetweenFailures = everyReads;
    beforeFailure = before;
  }

  /**
   * Lets every second read of some files throw an exception, as a file system does that refuses
   * requests.
   *
   * @param name part of the names of the files
   * @param times number of reads that throw; {@link Integer#MAX_VALUE} lets all reads throw
   */
  public static void refuse(final String name, final int times) {
    READS_TO_REFUSE.set(0);
    REFUSALS_LEFT.set(times);
    refused = name;
  }

  /**
   * Lets the file system fail to connect.
   *
   * @param error creates the error: an {@link IOException} or unchecked
   * @param times number of connections that fail
   */
  public static void refuseConnections(final Supplier<Exception> error, final int times) {
    connectionError = error;
    CONNECTIONS_TO_REFUSE.set(times);
  }

  /** Lets everything succeed again. */
  public static void refuseNothing() {
    refused = null;
    CONNECTIONS_TO_REFUSE.set(0);
  }

  /** Number of reads that are still to throw. */
  public static int refusalsLeft() {
    return REFUSALS_LEFT.get();
  }

  /** Number of failures that have not happened yet. */
  public static int failuresLeft() {
    return FAILURES_LEFT.get();
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataInputStream open(final Path path) throws IOException {
    return new FlakyStream(super.open(path), path);
  }

  private static void refuse(final Path path) throws IOException {
    final String name = refused;
    if (name == null || !path.getName().contains(name)) {
      return;
    }
    if (REFUSALS_LEFT.get() == Integer.MAX_VALUE
        || (READS_TO_REFUSE.incrementAndGet() % 2 == 0
            && REFUSALS_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0)) {
      throw new IOException("403 Forbidden");
    }
  }

  private static void countRead() {
    if (onlyReaders && !Thread.currentThread().getName().startsWith(READER_THREAD)) {
      return;
    }
    if (READS.incrementAndGet() % readsBetweenFailures == 0
        && FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      beforeFailure.run();
      // An exception would be repeated.
      throw new AssertionError("a read that fails its task");
    }
  }

  private static final class FlakyStream extends FSDataInputStream {

    private final FSDataInputStream in;
    private final Path path;

    FlakyStream(final FSDataInputStream in, final Path path) {
      this.in = in;
      this.path = path;
    }

    @Override
    public void seek(final long position) throws IOException {
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(final byte[] into, final int offset, final int length) throws IOException {
      refuse(path);
      countRead();
      return in.read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Factory of the file system. Flink finds it by its name. */
  public static final class Factory implements FileSystemFactory {

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileSystem create(final URI uri) throws IOException {
      if (CONNECTIONS_TO_REFUSE.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        ExceptionUtils.rethrowIOException(connectionError.get());
      }
      return new FlakyFileSystem();
    }
  }
}
