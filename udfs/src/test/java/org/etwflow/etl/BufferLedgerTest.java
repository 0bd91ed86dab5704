package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of the buffers of a session. */
class BufferLedgerTest {

  private static BufferLedger of(final int first, final int count) {
    final BufferLedger ledger = new BufferLedger();
    for (int i = first; i < first + count; i++) {
      ledger.add(1_024L * i, i, 100 + i, 200 + i, 300 + i, 400 + i);
    }
    return ledger;
  }

  private static void assertHolds(final BufferLedger ledger, final int count) {
    assertThat(ledger.size).isEqualTo(count);
    assertThat(ledger.entryCount()).isEqualTo(count);
    assertThat(ledger.isWhole()).isTrue();
    for (int i = 0; i < count; i++) {
      assertThat(ledger.offset(i)).isEqualTo(1_024L * i);
      assertThat(ledger.sequence(i)).isEqualTo(i);
      assertThat(ledger.cpu(i)).isEqualTo(100 + i);
      assertThat(ledger.first(i)).isEqualTo(200 + i);
      assertThat(ledger.last(i)).isEqualTo(300 + i);
    }
  }

  @Test
  void buffers_areKeptInOrder() {
    assertHolds(of(0, 100), 100);
  }

  @Test
  void buffersOfLaterRanges_areAppended() {
    final BufferLedger ledger = of(0, 3);
    ledger.addAll(of(3, 20));
    ledger.addAll(new BufferLedger());
    ledger.addAll(of(23, 77));

    assertHolds(ledger, 100);
  }

  @Test
  void earliestFlush_isOfAllBuffersWithAFlush() {
    final BufferLedger ledger = new BufferLedger();
    ledger.add(0, 1, 0, 0, 0, TraceClock.NOT_A_TIME);
    assertThat(ledger.earliestFlush).isEqualTo(Long.MAX_VALUE);

    ledger.add(0, 2, 0, 0, 0, 500);
    ledger.add(0, 3, 0, 0, 0, 600);
    assertThat(ledger.earliestFlush).isEqualTo(500);

    ledger.addAll(of(0, 1));
    assertThat(ledger.earliestFlush).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0xFFFF_FFFFL})
  void numberThatASessionCanHave_isKept(final long sequence) {
    final BufferLedger ledger = new BufferLedger();
    ledger.add(0, sequence, 0, 0, 0, 5);

    assertThat(ledger.size).isOne();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 1L << 32, Long.MAX_VALUE})
  void numberThatNoSessionCanHave_isIgnored(final long sequence) {
    final BufferLedger ledger = new BufferLedger();
    ledger.add(0, sequence, 0, 0, 0, 5);

    assertThat(ledger.size).isZero();
    assertThat(ledger.earliestFlush).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void laterLastTime_replacesTheFirst() {
    final BufferLedger ledger = of(0, 2);
    ledger.setLast(1, 999);

    assertThat(ledger.last(0)).isEqualTo(300);
    assertThat(ledger.last(1)).isEqualTo(999);
  }

  /** 2^20 entries of five numbers are the most. */
  @Test
  void ledgerWithMoreBuffersThanEntries_isNotWhole() {
    final int most = 1 << 20;
    final BufferLedger ledger = new BufferLedger();
    ledger.size = most - 1;
    ledger.entries = new long[5 * most];
    ledger.add(7, 1, 0, 0, 0, 0);
    assertThat(ledger.isWhole()).isTrue();
    assertThat(ledger.offset(most - 1)).isEqualTo(7);

    ledger.add(8, 2, 0, 0, 0, 0);
    ledger.addAll(of(0, 1));
    assertThat(ledger.isWhole()).isFalse();
    assertThat(ledger.size).isEqualTo(most + 2);
    assertThat(ledger.entryCount()).isEqualTo(most);
    assertThat(ledger.entries).hasSize(5 * most);
  }
}
