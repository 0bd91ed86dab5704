package org.etwflow.source.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LowerBoundsTest {

  private static final int BUFFER_SIZE = 4_096;
  private static final long START = 10 * BUFFER_SIZE;

  private static LowerBounds of(final List<Long> firstTimes) {
    final LowerBoundsBuilder builder = new LowerBoundsBuilder();
    for (int buffer = 0; buffer < firstTimes.size(); buffer++) {
      builder.add(START + (long) buffer * BUFFER_SIZE, firstTimes.get(buffer));
    }
    return builder.build();
  }

  private static long earliest(final List<Long> firstTimes, final int from) {
    return firstTimes.subList(from, firstTimes.size()).stream().min(Long::compare).orElseThrow();
  }

  @Property(tries = 300)
  void bound_isNotLaterThanAnyFollowingBuffer(
      @ForAll @Size(min = 1, max = 40) final List<@LongRange(min = 0) Long> firstTimes) {
    final LowerBounds bounds = of(firstTimes);

    for (int buffer = 0; buffer < firstTimes.size(); buffer++) {
      assertThat(bounds.from(START + (long) buffer * BUFFER_SIZE))
          .isBetween(bounds.from(START), earliest(firstTimes, buffer));
    }
  }

  @Property(tries = 300)
  void boundAtStart_isTimeOfEarliestBuffer(
      @ForAll @Size(min = 1, max = 40) final List<@LongRange(min = 0) Long> firstTimes) {
    assertThat(of(firstTimes).from(START)).isEqualTo(earliest(firstTimes, 0));
  }

  @Test
  void bound_risesWithOffset() {
    final LowerBounds bounds =
        of(List.of(0L, 10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L, 100L, 110L, 120L, 130L, 140L));

    assertThat(bounds.from(START + 7 * BUFFER_SIZE)).isGreaterThan(40);
    assertThat(bounds.from(START + 14 * BUFFER_SIZE)).isGreaterThan(100);
  }

  @Test
  void bounds_withoutBuffers_areUnknown() {
    assertThat(of(List.of())).isEqualTo(LowerBounds.UNKNOWN);
    assertThat(LowerBounds.UNKNOWN.from(Long.MAX_VALUE)).isZero();
  }

  @Test
  void builder_afterBuild_isEmpty() {
    final LowerBoundsBuilder builder = new LowerBoundsBuilder();
    builder.add(0, 5);
    builder.build();
    builder.add(BUFFER_SIZE, 9);

    assertThat(builder.build().from(BUFFER_SIZE)).isEqualTo(9);
  }
}
