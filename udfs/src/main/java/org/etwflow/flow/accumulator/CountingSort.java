package org.etwflow.flow.accumulator;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;

/** Orders things by small numbers, and leaves those of one number in the order they are in. */
@Internal
public final class CountingSort {

  /** The order that was computed last. */
  private int[] order = {};

  /** By number: how many have it, and then where the next one that has it is to stand. */
  private int[] places = {};

  /**
   * The order of the first so many.
   *
   * @param numbers of each
   * @param count how many are to be ordered
   * @param bound of the numbers: greater than each of them
   * @return their indices, those with the smallest number first: valid until the next call
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
