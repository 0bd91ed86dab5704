package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Unions of spans. */
class TimeSpanTest {

  private static TimeSpan span(final long from, final long to) {
    return new TimeSpan(from, to);
  }

  @Test
  void union_isAscendingAndDisjoint() {
    assertThat(
            TimeSpan.union(
                List.of(span(30, 40), span(1, 2), span(5, 9), span(2, 3), span(6, 7), span(9, 9)),
                10))
        .containsExactly(span(1, 3), span(5, 9), span(30, 40));
  }

  @Test
  void spansOfOneStart_areTheLongerOne() {
    assertThat(TimeSpan.union(List.of(span(1, 9), span(1, 2), span(1, 5)), 10))
        .containsExactly(span(1, 9));
  }

  @Test
  void spansNextToEachOther_stayApart() {
    assertThat(TimeSpan.union(List.of(span(1, 2), span(3, 4)), 10))
        .containsExactly(span(1, 2), span(3, 4));
  }

  @Test
  void tooManySpans_areCoveredByOne() {
    final List<TimeSpan> spans = List.of(span(1, 2), span(4, 5), span(7, 8));

    assertThat(TimeSpan.union(spans, 3)).hasSize(3);
    assertThat(TimeSpan.union(spans, 2)).containsExactly(span(1, 8));
  }

  @Test
  void unionOfNothing_isEmpty() {
    assertThat(TimeSpan.union(List.of(), 1)).isEmpty();
  }
}
