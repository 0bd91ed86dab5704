package org.etwflow.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelReadsTest {

  private static final int REMOTE_THREADS = 16;
  private static final List<Integer> MANY = IntStream.range(0, 1_000).boxed().toList();

  private final ParallelReads reads = ParallelReads.of(List.of(new Path("s3://bucket/a.etl")));

  @AfterEach
  void close() {
    reads.close();
  }

  @Test
  void results_areInTheOrderOfTheElements() {
    assertThat(
            reads.map(
                MANY,
                number -> {
                  if (number % 7 == 0) {
                    pause(1);
                  }
                  return -number;
                }))
        .isEqualTo(MANY.stream().map(number -> -number).toList());
  }

  @Test
  void remoteFiles_areReadSixteenAtATime() {
    final CyclicBarrier allAtOnce = new CyclicBarrier(REMOTE_THREADS);
    final Set<Thread> used = ConcurrentHashMap.newKeySet();

    reads.map(
        MANY.subList(0, 10 * REMOTE_THREADS),
        number -> {
          used.add(Thread.currentThread());
          try {
            return allAtOnce.await(30, TimeUnit.SECONDS);
          } catch (final Exception e) {
            throw new AssertionError("fewer threads than expected", e);
          }
        });

    assertThat(used).hasSize(REMOTE_THREADS);
  }

  @Test
  void localFiles_areReadByAsManyThreadsAsThereAreProcessors() {
    final Set<Thread> used = ConcurrentHashMap.newKeySet();
    try (ParallelReads local = ParallelReads.of(List.of(new Path("file:///tmp/a.etl")))) {
      local.map(
          MANY,
          number -> {
            pause(1);
            return used.add(Thread.currentThread());
          });
    }

    assertThat(used).hasSize(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void firstFailure_endsTheOthersAndIsThrownItself() throws InterruptedException {
    final CountDownLatch started = new CountDownLatch(REMOTE_THREADS);
    final CountDownLatch interrupted = new CountDownLatch(REMOTE_THREADS - 1);
    final AtomicInteger reached = new AtomicInteger();
    final IllegalStateException failure = new IllegalStateException("expected");

    assertThatThrownBy(
            () ->
                reads.map(
                    MANY,
                    number -> {
                      reached.incrementAndGet();
                      started.countDown();
                      if (number == 3) {
                        await(started);
                        throw failure;
                      }
                      return waitForInterruption(interrupted);
                    }))
        .isSameAs(failure);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(reached).hasValue(REMOTE_THREADS);
  }

  @Test
  void interruptedCaller_interruptsAllReads() throws InterruptedException {
    final CountDownLatch started = new CountDownLatch(REMOTE_THREADS);
    final CountDownLatch interrupted = new CountDownLatch(REMOTE_THREADS);
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    final Thread caller =
        new Thread(
            () -> {
              try {
                reads.map(
                    MANY,
                    number -> {
                      started.countDown();
                      return waitForInterruption(interrupted);
                    });
              } catch (final CancellationException e) {
                failure.set(e);
              }
            });
    caller.start();
    await(started);

    caller.interrupt();
    caller.join();

    assertThat(failure.get()).isInstanceOf(CancellationException.class);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void threads_endWhenClosed() throws InterruptedException {
    final Set<Thread> used = ConcurrentHashMap.newKeySet();
    reads.map(MANY, number -> used.add(Thread.currentThread()));

    reads.close();

    for (final Thread thread : used) {
      thread.join(30_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  private static boolean waitForInterruption(final CountDownLatch interrupted) {
    try {
      Thread.sleep(60_000);
      return false;
    } catch (final InterruptedException e) {
      interrupted.countDown();
      throw new CancellationException("interrupted");
    }
  }

  private static void pause(final long millis) {
    try {
      Thread.sleep(millis);
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(final CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
