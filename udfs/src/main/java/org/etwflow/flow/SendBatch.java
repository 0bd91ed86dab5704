package org.etwflow.flow;

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

  private final CountingSort sort = new CountingSort();
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
   * Counts all, those of one accumulator in the order in which they came, and is empty then.
   *
   * @param used so many accumulators, from the first on
   */
  void countInto(final FlowAccumulator[] accumulators, final int used) {
    final int[] order = sort.order(targets, size, used);
    for (int i = 0; i < size; i++) {
      final int send = order[i];
      accumulators[targets[send]].add(sends[send]);
    }
    size = 0;
  }
}
