package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowDifferenceTest {

  private final RowDifference difference = new RowDifference();

  private static String row(final String key, final long octets) {
    return key + '\t' + octets;
  }

  @Test
  void sameRows_inAnyOrder_areEqual() {
    difference.ofJob(row("a", 1));
    difference.ofJob(row("b", 2));
    difference.ofWalk(row("b", 2));
    difference.ofWalk(row("a", 1));

    assertThatCode(difference::check).doesNotThrowAnyException();
  }

  @Test
  void differentNumber_isReported() {
    difference.ofJob(row("a", 1));
    difference.ofWalk(row("a", 2));

    assertThatThrownBy(difference::check)
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContainingAll(
            "1 rows are only in etwflow's result", "and 1 only in the yardstick's");
  }

  @Test
  void additionalRow_isReported() {
    difference.ofJob(row("a", 1));
    assertThatThrownBy(difference::check).isInstanceOf(BenchmarkException.class);

    difference.ofWalk(row("a", 1));
    difference.ofWalk(row("a", 1));
    assertThatThrownBy(difference::check).isInstanceOf(BenchmarkException.class);
  }
}
