package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CountingSortTest {

  private final CountingSort sort = new CountingSort();

  private int[] order(final int bound, final int... numbers) {
    return Arrays.copyOf(sort.order(numbers, numbers.length, bound), numbers.length);
  }

  @Test
  void indices_areSortedByNumber_andThoseOfEqualNumbersKeepTheirOrder() {
    assertThat(order(3, 2, 0, 2, 1, 0)).containsExactly(1, 4, 3, 0, 2);
  }

  @Test
  void sort_canBeUsedAgain_forMoreAndFewerNumbers() {
    assertThat(order(1, 0)).containsExactly(0);
    assertThat(order(2, 1, 0)).containsExactly(1, 0);
    assertThat(order(4, 3, 2, 1, 0, 3)).containsExactly(3, 2, 1, 0, 4);
    assertThat(order(2, 1, 0, 1)).containsExactly(1, 0, 2);
  }
}
