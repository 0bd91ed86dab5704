package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.SessionHeader.SECOND;
import static org.etwflow.testing.SessionHeader.START;
import static org.etwflow.testing.SessionHeader.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Missing buffers of a session that goes on, searched after every few buffers. */
class SequenceOrderTest {

  private static final LogHeader SESSION = session().open().cpus(4).header();

  private static void add(
      final BufferLedger ledger, final long sequence, final int cpu, final double seconds) {
    final long time = START + (long) (seconds * SECOND);
    ledger.add(1_024 * (1 + ledger.size), sequence, cpu, time, time, TraceClock.NOT_A_TIME);
  }

  private static MissingBuffers soFar(final BufferLedger ledger) throws IOException {
    return MissingBuffers.soFar(SESSION, ledger, at -> at);
  }

  private static BufferLedger copyOf(final BufferLedger ledger) {
    final BufferLedger copy = new BufferLedger();
    copy.addAll(ledger);
    return copy;
  }

  /** Numbers of which some are missing, some repeated, and some far from their place. */
  private static List<Integer> numbers(final int count, final int repeated, final Random random) {
    final List<Integer> numbers = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      if (random.nextInt(6) > 0) {
        numbers.add(number);
      }
    }
    for (int i = 0; i < repeated; i++) {
      numbers.add(1 + random.nextInt(count));
    }
    for (int swaps = random.nextInt(1 + numbers.size()); swaps > 0; swaps--) {
      final int place = random.nextInt(numbers.size());
      Collections.swap(numbers, place, Math.min(numbers.size() - 1, place + random.nextInt(20)));
    }
    return numbers;
  }

  @Property(tries = 200)
  void searchesAfterEveryFewBuffers_equalSearchesFromTheStart(
      @ForAll final long seed,
      @ForAll @IntRange(min = 2, max = 200) final int count,
      @ForAll @IntRange(max = 1) final int repeated)
      throws IOException {
    final Random random = new Random(seed);
    final BufferLedger ledger = new BufferLedger();

    for (final int number : numbers(count, repeated, random)) {
      add(ledger, number, random.nextInt(4), number + random.nextDouble());
      if (random.nextInt(4) == 0) {
        assertThat(soFar(ledger)).isEqualTo(soFar(copyOf(ledger)));
        assertThat(MissingBuffers.of(SESSION, ledger))
            .isEqualTo(MissingBuffers.of(SESSION, copyOf(ledger)));
      }
    }
  }

  /** A search of all buffers takes more than 10 ms. */
  @Test
  @Timeout(10)
  void searchAfterEveryBuffer_takesNoTimeForAllEarlierBuffers() throws IOException {
    final BufferLedger ledger = new BufferLedger();
    for (int number = 1; number <= 500_000; number++) {
      if (number != 1_000) {
        add(ledger, number, number % 4, number / 10_000.0);
      }
    }

    for (int number = 500_001; number < 504_000; number++) {
      add(ledger, number, number % 4, number / 10_000.0);
      assertThat(soFar(ledger).spans()).hasSize(1);
    }
  }
}
