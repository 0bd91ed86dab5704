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
import java.util.stream.IntStream;
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

  private static List<List<Integer>> placesOfCpus(final SequenceOrder order) {
    return order.placesOfCpus().stream()
        .map(places -> IntStream.range(0, places.size()).map(places::get).boxed().toList())
        .toList();
  }

  @Test
  void numberThatArrivesLate_takesItsPlace() {
    final BufferLedger ledger = new BufferLedger();
    final SequenceOrder order = new SequenceOrder(ledger, 0);
    add(ledger, 1, 0, 1);
    add(ledger, 2, 1, 2);
    add(ledger, 5, 0, 5);
    order.addUpTo(3);

    assertThat(order.gaps().size()).isEqualTo(1);
    assertThat(order.gaps().get(0)).isEqualTo(2);
    assertThat(placesOfCpus(order)).containsExactlyInAnyOrder(List.of(0, 2), List.of(1));

    add(ledger, 4, 1, 4);
    add(ledger, 3, 0, 3);
    add(ledger, 6, 0, 6);
    order.addUpTo(6);

    assertThat(IntStream.range(0, order.size()).mapToLong(order::sequence))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(IntStream.range(0, order.size()).map(order::entry))
        .containsExactly(0, 1, 4, 3, 2, 5);
    assertThat(order.gaps().size()).isZero();
    assertThat(order.restart()).isEqualTo(SequenceOrder.NONE);
    assertThat(placesOfCpus(order)).containsExactlyInAnyOrder(List.of(0, 2, 4, 5), List.of(1, 3));
  }

  @Test
  void repeatedNumber_isARestartAtItsOffset() {
    final BufferLedger ledger = new BufferLedger();
    final SequenceOrder order = new SequenceOrder(ledger, 0);
    add(ledger, 7, 0, 1);
    add(ledger, 8, 0, 2);
    add(ledger, 7, 0, 3);
    order.addUpTo(3);

    assertThat(order.restart()).isEqualTo(3 * 1_024);
    assertThat(order.size()).isEqualTo(3);
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
