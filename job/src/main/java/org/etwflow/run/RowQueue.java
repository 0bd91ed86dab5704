package org.etwflow.run;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of rows from the tasks of a job in this process to one reader. Tasks wait while
 * the queue is full. Rows are passed by reference, and neither side changes them.
 */
final class RowQueue<T> implements CloseableIterator<T> {

  private static final Map<String, RowQueue<?>> OPEN = new ConcurrentHashMap<>();

  /** Small, since one row may be a part of the summary with a thousand flows. */
  private static final int CAPACITY = 64;

  private final String id = UUID.randomUUID().toString();
  private final Queue<T> rows = new ArrayDeque<>(CAPACITY);
  private boolean hasEnded;
  private boolean isClosed;
  private @Nullable Throwable failure;

  private RowQueue() {}

  /** Opens a queue, which {@link #find} returns until it is closed. */
  static <T> RowQueue<T> open() {
    final RowQueue<T> queue = new RowQueue<>();
    OPEN.put(queue.id, queue);
    return queue;
  }

  /** Finds an open queue. Flink serializes sinks, and a sink can hold an id but not a queue. */
  @SuppressWarnings("unchecked") // The sink and the queue were made for the same stream.
  static <T> RowQueue<T> find(final String id) {
    final RowQueue<?> queue = OPEN.get(id);
    if (queue == null) {
      throw new IllegalStateException("the row queue is closed");
    }
    return (RowQueue<T>) queue;
  }

  String id() {
    return id;
  }

  /** Adds a row, and waits while the queue is full. Drops rows after the reader has closed it. */
  synchronized void put(final T row) throws InterruptedException {
    while (rows.size() == CAPACITY && !isClosed) {
      wait();
    }
    if (!isClosed) {
      rows.add(row);
      notifyAll();
    }
  }

  /**
   * Ends the queue after the rows that it holds.
   *
   * @param cause failure of the job; null if it succeeded
   */
  synchronized void end(final @Nullable Throwable cause) {
    hasEnded = true;
    failure = cause;
    notifyAll();
  }

  @Override
  public synchronized boolean hasNext() {
    try {
      while (rows.isEmpty() && !hasEnded && !isClosed) {
        wait();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for rows", e);
    }
    if (rows.isEmpty() && failure != null) {
      throw new IllegalStateException("the job failed", failure);
    }
    return !rows.isEmpty();
  }

  @Override
  public synchronized T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    notifyAll();
    return rows.remove();
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    rows.clear();
    OPEN.remove(id);
    notifyAll();
  }
}
