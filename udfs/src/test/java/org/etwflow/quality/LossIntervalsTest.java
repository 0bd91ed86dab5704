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
}
