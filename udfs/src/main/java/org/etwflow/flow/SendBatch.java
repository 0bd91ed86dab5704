package org.etwflow.flow;

import java.util.Arrays;
import java.util.stream.Stream;
import org.etwflow.event.SendIPV4;

/**
 * Sends that are not counted yet, to be counted flow by flow: the details of a flow take kilobytes
 * in several places, which have left the processor's cache when its next send comes. So they are
 * met once for several sends, and what these wait in is small enough to stay there.
 */
final class SendBatch {

  private static final int CAPACITY = 1 << 13;

  private final SendIPV4[] sends =
      Stream.generate(SendIPV4::new).limit(CAPACITY).toArray(SendIPV4[]::new);

  /** The number of the accumulator of each. */
  private final int[] targets = new int[CAPACITY];

  /** Their numbers, those of one accumulator next to each other. */
  private final int[] sorted = new int[CAPACITY];

  /** By accumulator: how many sends it has, and then where the next one of them is to stand. */
  private int[] places = {};

  private int size;

  boolean isFull() {
    return size == CAPACITY;
  }

  /** Not allowed when full. */
  void add(final int target, final SendIPV4 send) {
    targets[size] = target;
    sends[size++].set(send);
  }

  /**
   * Counts all, and is empty then.
   *
   * @param used so many accumulators, from the first on
   */
  void countInto(final FlowAccumulator[] accumulators, final int used) {
    sort(used);
    for (int i = 0; i < size; i++) {
      final int send = sorted[i];
      accumulators[targets[send]].add(sends[send]);
    }
    size = 0;
  }

  /** By counting: in the order in which they came, if they are of one accumulator. */
  private void sort(final int used) {
    startCounting(used);
    for (int send = 0; send < size; send++) {
      places[targets[send]]++;
    }
    int before = 0;
    for (int target = 0; target < used; target++) {
      final int count = places[target];
      places[target] = before;
      before += count;
    }
    for (int send = 0; send < size; send++) {
      sorted[places[targets[send]]++] = send;
    }
  }

  private void startCounting(final int used) {
    if (places.length < used) {
      places = new int[2 * used];
    } else {
      Arrays.fill(places, 0, used, 0);
    }
  }
}
