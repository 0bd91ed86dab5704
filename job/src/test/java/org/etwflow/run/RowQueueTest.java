package org.etwflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.etwflow.testing.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queue between the tasks of a job and the reader of its rows. */
@Timeout(60)
class RowQueueTest {

  private static final int ROWS = 10_000;

  private final RowQueue<Integer> queue = RowQueue.open();

  private CompletableFuture<Void> putAll(final AtomicInteger count) {
    return CompletableFuture.runAsync(
        () -> {
          for (int row = 0; row < ROWS; row++) {
            put(row);
            count.incrementAndGet();
          }
        });
  }

  private void put(final int row) {
    try {
      queue.put(row);
    } catch (final InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void rows_areReadInOrderUntilEnd() {
    final CompletableFuture<Void> ended =
        putAll(new AtomicInteger()).thenRun(() -> queue.end(null));

    final List<Integer> read = new ArrayList<>();
    queue.forEachRemaining(read::add);

    assertThat(read).isEqualTo(IntStream.range(0, ROWS).boxed().toList());
    assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void task_aheadOfReader_waits() throws Exception {
    final AtomicInteger count = new AtomicInteger();
    final CompletableFuture<Void> all = putAll(count);
    Await.until("a row", () -> count.get() > 0);
    Thread.sleep(200);

    assertThat(all).isNotDone();
    assertThat(count.get()).isLessThan(100);
    queue.close();
    assertThat(all).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void jobFailure_isThrownAfterRows() {
    put(1);
    queue.end(new IOException("disk full"));

    assertThat(queue.next()).isEqualTo(1);
    assertThatThrownBy(queue::hasNext).hasRootCauseMessage("disk full");
  }

  @Test
  void closedQueue_hasNoRowsAndIsUnregistered() {
    put(1);
    queue.close();

    assertThat(queue.hasNext()).isFalse();
    assertThatThrownBy(() -> RowQueue.find(queue.id())).isInstanceOf(IllegalStateException.class);
  }
}
