package org.etwflow.flow.accumulator;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;

/** Stable counting sort of indices by small integers. */
@Internal
public final class CountingSort {

  /** Result of the last call. */
  private int[] order = {};

  /** Frequency of each number, then the position of the next index with this number. */
  private int[] places = {};

  /**
   * Sorts the indices from 0 to {@code count} by their numbers. Equal numbers keep their order.
   *
   * @param numbers number of each index
   * @param count number of indices
   * @param bound exclusive upper bound of the numbers
   * @return the sorted indices, valid until the next call
   */
  public int[] order(final int[] numbers, final int count, final int bound) {
    startCounting(count, bound);
    for (int i = 0; i < count; i++) {
      places[numbers[i]]++;
    }
    int before = 0;
    for (int number = 0; number < bound; number++) {
      final int having = places[number];
      places[number] = before;
      before += having;
    }
    for (int i = 0; i < count; i++) {
      order[places[numbers[i]]++] = i;
    }
    return order;
  }

  private void startCounting(final int count, final int bound) {
    if (order.length < count) {
      order = new int[2 * count];
    }
    if (places.length < bound) {
      places = new int[2 * bound];
    } else {
      Arrays.fill(places, 0, bound, 0);
    }
  }
}
