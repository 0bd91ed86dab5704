package org.etwflow.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Loss intervals, and the windows that they overlap. */
class LossIntervalsTest {

  @Provide
  Arbitrary<List<LossInterval>> losses() {
    return Combinators.combine(
            Arbitraries.longs().between(-50, 500), Arbitraries.longs().between(0, 40))
        .as((from, length) -> new LossInterval(null, from, from + length))
        .list()
        .ofMaxSize(30);
  }

  private static LossIntervals all(final Iterable<LossInterval> losses) {
    LossIntervals all = LossIntervals.NONE;
    for (final LossInterval loss : losses) {
      all = LossIntervals.of(all.plus(loss).bounds());
    }
    return all;
  }

  @Property
  void overlaps_ifAnyLossOverlapsWindow(
      @ForAll("losses") final List<LossInterval> losses,
      @ForAll @LongRange(min = -100, max = 600) final long start,
      @ForAll @LongRange(min = 1, max = 60) final long length) {
    assertThat(all(losses).overlaps(start, start + length))
        .isEqualTo(
            losses.stream().anyMatch(loss -> loss.from() < start + length && loss.to() >= start));
  }

  @Property
  void bounds_areDisjointAndAscending(@ForAll("losses") final List<LossInterval> losses) {
    assertThat(all(losses).bounds()).isSorted();
  }

  @Test
  void manyLosses_closestAreJoinedAndAllAreCovered() {
    final LossIntervals all =
        all(
            LongStream.range(0, 5_000)
                .mapToObj(i -> new LossInterval(null, i * i * 10, i * i * 10 + 1))
                .toList());

    assertThat(all.bounds()).hasSize(2_000);
    for (long i = 0; i < 5_000; i++) {
      assertThat(all.overlaps(i * i * 10 + 1, i * i * 10 + 2)).isTrue();
    }
    assertThat(all.overlaps(4_999L * 4_999 * 10 - 5, 4_999L * 4_999 * 10 - 4)).isFalse();
  }

  @Test
  void lossWithoutEnd_overlapsAllLaterWindows() {
    final LossIntervals all = all(List.of(new LossInterval(null, 10, Long.MAX_VALUE)));

    assertThat(all.overlaps(Long.MAX_VALUE - 1, Long.MAX_VALUE)).isTrue();
    assertThat(all.overlaps(0, 10)).isFalse();
    assertThat(all.plus(new LossInterval(null, 20, 30)).bounds())
        .containsExactly(10, Long.MAX_VALUE);
  }

  private static LossIntervals intervals(final long... bounds) {
    return LossIntervals.of(bounds);
  }

  @Test
  void windowIncludesItsStartAndExcludesItsEnd() {
    final LossIntervals all = intervals(10, 20);

    assertThat(all.overlaps(0, 10)).isFalse();
    assertThat(all.overlaps(0, 11)).isTrue();
    assertThat(all.overlaps(20, 30)).isTrue();
    assertThat(all.overlaps(21, 30)).isFalse();
  }

  @Test
  void nothingMissing_meetsNoWindow() {
    assertThat(LossIntervals.of(null).overlaps(Long.MIN_VALUE, Long.MAX_VALUE)).isFalse();
    assertThat(LossIntervals.of(null).bounds()).isEmpty();
  }

  @Test
  void lossBetweenOthers_isInsertedInOrder() {
    assertThat(intervals(10, 20, 50, 60).plus(new LossInterval(null, 30, 40)).bounds())
        .containsExactly(10, 20, 30, 40, 50, 60);
  }

  @Test
  void lossThatTouchesOthersAtAPoint_isJoinedWithThem() {
    assertThat(intervals(10, 20, 50, 60).plus(new LossInterval(null, 20, 50)).bounds())
        .containsExactly(10, 60);
  }

  @Test
  void lossInsideOfAnother_changesNothing() {
    assertThat(intervals(10, 20, 50, 60).plus(new LossInterval(null, 12, 15)).bounds())
        .containsExactly(10, 20, 50, 60);
  }

  @Test
  void lossThatCoversOthers_replacesThem() {
    assertThat(intervals(10, 20, 50, 60, 90, 95).plus(new LossInterval(null, 5, 70)).bounds())
        .containsExactly(5, 70, 90, 95);
  }

  @Test
  void allOfTwoSets_areUnited() {
    assertThat(intervals(10, 20, 90, 95).plus(intervals(0, 5, 15, 30, 97, 99)).bounds())
        .containsExactly(0, 5, 10, 30, 90, 95, 97, 99);
  }

  /** A thousand intervals are kept; one more closes the shortest pause between two of them. */
  @Test
  void shortestPause_isClosedByTheIntervalAfterTheThousandth() {
    LossIntervals all = LossIntervals.NONE;
    for (long i = 0; i < 1_000; i++) {
      all = all.plus(new LossInterval(null, 100 * i, 100 * i + 10));
    }
    assertThat(all.bounds()).hasSize(2_000);

    // Pauses are 90 long, but 20 behind the interval at 500, and 60 before the one at 600.
    all = all.plus(new LossInterval(null, 530, 540));

    assertThat(all.bounds()).hasSize(2_000).contains(500, 540).doesNotContain(510, 530);
    assertThat(all.overlaps(515, 516)).isTrue();
    assertThat(all.overlaps(545, 546)).isFalse();
    assertThat(all.overlaps(415, 416)).isFalse();
  }

  @Test
  void lastPause_isClosedIfItIsTheShortest() {
    LossIntervals all = LossIntervals.NONE;
    for (long i = 0; i < 1_000; i++) {
      all = all.plus(new LossInterval(null, 100 * i, 100 * i + 10));
    }

    all = all.plus(new LossInterval(null, 99_915, 99_920));

    assertThat(all.bounds()).hasSize(2_000).endsWith(99_810, 99_900, 99_920);
  }

  @Test
  void firstPause_isClosedIfItIsTheShortest() {
    LossIntervals all = LossIntervals.NONE;
    for (long i = 0; i < 1_000; i++) {
      all = all.plus(new LossInterval(null, 100 * i, 100 * i + 10));
    }

    all = all.plus(new LossInterval(null, -10, -5));

    assertThat(all.bounds()).hasSize(2_000).startsWith(-10, 10, 100, 110);
  }

  @Test
  void text_showsTheBounds() {
    assertThat(intervals(10, 20)).hasToString("[10, 20]");
  }
}
