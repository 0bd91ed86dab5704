package org.etwflow.run;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.util.CloseableIterator;

/**
 * Rows on their way from the tasks of a job in this process to one reader. It is bounded: tasks
 * wait while the reader is behind. Rows are handed over as they are, and are not changed by either
 * side.
 */
final class RowQueue<T> implements CloseableIterator<T> {

  private static final Map<String, RowQueue<?>> OPEN = new ConcurrentHashMap<>();

  /** A row may be a thousand flows of a summary. */
  private static final int CAPACITY = 64;

  private final String id = UUID.randomUUID().toString();
  private final Queue<T> rows = new ArrayDeque<>(CAPACITY);
  private boolean hasEnded;
  private boolean isClosed;
  private Throwable failure;

  private RowQueue() {}

  /** A new queue, found by its id until it is closed. */
  static <T> RowQueue<T> open() {
    final RowQueue<T> queue = new RowQueue<>();
    OPEN.put(queue.id, queue);
    return queue;
  }

  /** The queue that a task writes to: Flink hands sinks to tasks as bytes, and an id is one. */
  @SuppressWarnings("unchecked") // The sink and the queue were made for the same stream.
  static <T> RowQueue<T> find(final String id) {
    final RowQueue<?> queue = OPEN.get(id);
    if (queue == null) {
      throw new IllegalStateException("nobody reads these rows any more");
    }
    return (RowQueue<T>) queue;
  }

  String id() {
    return id;
  }

  /** Adds a row when there is room. After the reader has gone, rows are dropped. */
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
   * Marks what is in the queue as the last rows.
   *
   * @param why the job failed; null if it did not
   */
  synchronized void end(final Throwable why) {
    hasEnded = true;
    failure = why;
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
