package org.etwflow.fuzz;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Runs checks on mutated traces, up to a time limit or number of executions. Execution number n has
 * the seed {@code firstSeed + n}, independent of the thread that runs it.
 */
final class FuzzCampaign {

  /** Duration of a single execution that counts as a finding. */
  private static final Duration SLOW = Duration.ofSeconds(10);

  /** Duration of a single execution that ends the campaign. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private static final Duration BETWEEN_FIGURES = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 100;

  private final long firstSeed;
  private final long executions;
  private final Duration duration;
  private final Findings findings;
  private final PrintStream out;
  private final TraceMutator mutator = new TraceMutator(new SeedTraces());
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicLong started = new AtomicLong();
  private volatile boolean isOver;

  /**
   * Creates a campaign, which starts with {@link #run}.
   *
   * @param executions maximum number of executions
   * @param duration maximum duration
   * @param threads number of threads
   * @param checks checks by thread number
   * @param folder folder for findings
   * @param out destination for findings and statistics
   */
  FuzzCampaign(
      final long firstSeed,
      final long executions,
      final Duration duration,
      final int threads,
      final IntFunction<Consumer<byte[]>> checks,
      final Path folder,
      final PrintStream out) {
    this.firstSeed = firstSeed;
    this.executions = executions;
    this.duration = duration;
    this.findings = new Findings(folder, out);
    this.out = out;
    for (int thread = 0; thread < threads; thread++) {
      workers.add(new Worker(thread, checks.apply(thread)));
    }
  }

  /** Runs the campaign, and prints statistics every few seconds. */
  Findings run() throws InterruptedException {
    final long start = System.nanoTime();
    long nextFigures = BETWEEN_FIGURES.toNanos();
    workers.forEach(Thread::start);
    while (workers.stream().anyMatch(Thread::isAlive)) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      final long elapsed = System.nanoTime() - start;
      isOver |= elapsed > duration.toNanos();
      if (elapsed > nextFigures) {
        nextFigures += BETWEEN_FIGURES.toNanos();
        printFigures(elapsed);
      }
      workers.forEach(Worker::reportIfSlow);
      if (workers.stream().anyMatch(Worker::isStuck)) {
        break;
      }
    }
    printFigures(System.nanoTime() - start);
    return findings;
  }

  private void printFigures(final long elapsedNanos) {
    final double seconds = elapsedNanos / 1e9;
    final long done = workers.stream().mapToLong(worker -> worker.done).sum();
    final long bytes = workers.stream().mapToLong(worker -> worker.bytes).sum();
    out.printf(
        "fuzz: %,d executions in %,.0f s, %,.0f/s on %d threads, %,d bytes, slowest %,.1f ms (seed"
            + " %d), %d findings %s%n",
        done,
        seconds,
        done / seconds,
        workers.size(),
        bytes,
        slowest().slowestNanos / 1e6,
        slowest().slowestSeed,
        findings.count(),
        findings);
  }

  private Worker slowest() {
    return workers.stream()
        .max((one, other) -> Long.compare(one.slowestNanos, other.slowestNanos))
        .orElseThrow();
  }

  /** Current execution of a worker. */
  private static final class Execution {

    private final long seed;
    private final byte[] input;
    private final long startNanos = System.nanoTime();
    private boolean isReported;

    Execution(final long seed, final byte[] input) {
      this.seed = seed;
      this.input = input;
    }

    long nanos() {
      return System.nanoTime() - startNanos;
    }
  }

  /** Thread that runs one execution after the other. Only the worker writes its counters. */
  private final class Worker extends Thread {

    private final Consumer<byte[]> check;
    private volatile Execution execution;
    private volatile long done;
    private volatile long bytes;
    private volatile long slowestNanos;
    private volatile long slowestSeed;

    Worker(final int number, final Consumer<byte[]> check) {
      super("fuzz-" + number);
      this.check = check;
      setDaemon(true);
    }

    @Override
    public void run() {
      long number = started.getAndIncrement();
      while (number < executions && !isOver) {
        execute(firstSeed + number);
        number = started.getAndIncrement();
      }
      execution = null;
    }

    // Only the worker thread writes its counters.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void execute(final long seed) {
      final byte[] input = mutator.mutated(seed);
      final Execution current = new Execution(seed, input);
      execution = current;
      try {
        check.accept(input);
      } catch (final Exception | Error e) {
        findings.add(seed, input, e);
      }
      done++;
      bytes += input.length;
      if (current.nanos() > slowestNanos) {
        slowestNanos = current.nanos();
        slowestSeed = seed;
      }
    }

    void reportIfSlow() {
      final Execution current = execution;
      if (current != null && !current.isReported && current.nanos() > SLOW.toNanos()) {
        current.isReported = true;
        final Exception where = new CheckFailedException("an execution is fast", "" + SLOW);
        where.setStackTrace(getStackTrace());
        findings.add(current.seed, current.input, where);
      }
    }

    boolean isStuck() {
      final Execution current = execution;
      return current != null && current.nanos() > STUCK.toNanos();
    }
  }
}
