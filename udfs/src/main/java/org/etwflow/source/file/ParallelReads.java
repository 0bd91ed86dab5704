package org.etwflow.source.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;

/**
 * Threads that read several files at a time. They end when this is closed; requests that are still
 * running are interrupted.
 */
@Internal
public final class ParallelReads implements AutoCloseable {

  /**
   * Threads for files on a file system other than the local one, where a request takes 10 to 50 ms
   * and no processor. Clients of object stores have more connections than this.
   */
  private static final int REMOTE_THREADS = 16;

  private final int threadCount;
  private final ExecutorService threads;

  private ParallelReads(final int threadCount) {
    this.threadCount = threadCount;
    this.threads =
        Executors.newFixedThreadPool(threadCount, new ExecutorThreadFactory("etl-parallel-reads"));
  }

  /** Starts threads for files: as many as there are processors if all of them are local. */
  public static ParallelReads of(final Collection<Path> files) {
    return new ParallelReads(
        files.stream().allMatch(LocalFile::isLocal)
            ? Runtime.getRuntime().availableProcessors()
            : REMOTE_THREADS);
  }

  /**
   * Applies a function that reads a file to all elements, and returns its results in their order.
   * The first exception ends it.
   *
   * @throws CancellationException if the thread was interrupted
   */
  public <T, R> List<R> map(final List<T> elements, final Function<? super T, ? extends R> read) {
    final List<R> results = Arrays.asList(newArray(elements.size()));
    final AtomicInteger next = new AtomicInteger();
    final Runnable worker =
        () -> {
          for (int i = next.getAndIncrement(); i < results.size(); i = next.getAndIncrement()) {
            results.set(i, read.apply(elements.get(i)));
          }
        };
    final ExecutorCompletionService<Void> workers = new ExecutorCompletionService<>(threads);
    final List<Future<Void>> started = new ArrayList<>();
    for (int i = 0; i < Math.min(threadCount, elements.size()); i++) {
      started.add(workers.submit(worker, null));
    }
    try {
      await(workers, started.size());
    } finally {
      started.forEach(running -> running.cancel(true));
    }
    return results;
  }

  @SuppressWarnings("unchecked")
  private static <R> R[] newArray(final int size) {
    return (R[]) new Object[size];
  }

  private static void await(final ExecutorCompletionService<Void> workers, final int count) {
    try {
      for (int left = count; left > 0; left--) {
        workers.take().get();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while files were read");
    } catch (final ExecutionException e) {
      ExceptionUtils.rethrow(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
