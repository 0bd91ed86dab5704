package org.etwflow.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;

/**
 * Sums over the panes of one bucket, for windows that overlap: a window takes two merges for each
 * key, however many panes it has.
 *
 * <p>Nothing can be subtracted from a minimum or a percentile. So the panes are kept as two stacks,
 * the way a queue is made of them. New panes are added up in the back. When the oldest of them must
 * go, the back becomes the front: there, each pane of a key has the sum of itself and all later
 * ones of the front, and giving up the oldest pane uncovers the sum of the rest. A window is the
 * oldest sum in front and the one in the back. Each pane is merged twice in all.
 *
 * <pre>
 *   panes           1  2  3 | 4  5         window = sum(2..3) + sum(4..5)
 *   front      1..3 2..3  3 |              pane 1 goes: 2..3 is the oldest sum
 *   back                    | 4..5         pane 6 comes: 4..6
 * </pre>
 *
 * <p>It is made from the panes in the state again where it is missing, as after a restore.
 */
final class PaneSums {

  private final Supplier<FlowAccumulator> nothing;
  private final Deque<FrontPane> frontPanes = new ArrayDeque<>();
  private final Map<FlowKey, Deque<FlowAccumulator>> front = new HashMap<>();
  private final Deque<Long> backPanes = new ArrayDeque<>();
  private final Map<FlowKey, FlowAccumulator> back = new HashMap<>();

  /** The keys that have a sum in front which begins with a pane. */
  private record FrontPane(long start, List<FlowKey> keys) {}

  /** Where the panes are kept. */
  interface Panes {

    /** What was counted of each key in a pane. */
    Iterable<Map.Entry<FlowKey, FlowAccumulator>> flows(long paneStart) throws Exception;

    /** Gives up a pane. */
    void remove(long paneStart) throws Exception;
  }

  PaneSums(final Supplier<FlowAccumulator> nothing) {
    this.nothing = nothing;
  }

  /** Adds a pane that is later than all others; what was counted in it stays as it is. */
  void add(final long paneStart, final Iterable<Map.Entry<FlowKey, FlowAccumulator>> flows) {
    backPanes.addLast(paneStart);
    for (final Map.Entry<FlowKey, FlowAccumulator> flow : flows) {
      back.computeIfAbsent(flow.getKey(), key -> nothing.get()).merge(flow.getValue());
    }
  }

  /** The sum over all panes for each key, which belongs to the caller. */
  Map<FlowKey, FlowAccumulator> total() {
    final Map<FlowKey, FlowAccumulator> total = new HashMap<>();
    front.forEach((key, sums) -> total.put(key, copy(sums.getFirst())));
    back.forEach((key, sum) -> total.computeIfAbsent(key, missing -> nothing.get()).merge(sum));
    return total;
  }

  private FlowAccumulator copy(final FlowAccumulator sum) {
    final FlowAccumulator copy = nothing.get();
    copy.merge(sum);
    return copy;
  }

  /** Gives up the panes that start before a time. */
  void removeBefore(final long time, final Panes panes) throws Exception {
    removeFromFront(time, panes);
    if (!backPanes.isEmpty() && backPanes.getFirst() < time) {
      moveToFront(panes);
      removeFromFront(time, panes);
    }
  }

  private void removeFromFront(final long time, final Panes panes) throws Exception {
    while (!frontPanes.isEmpty() && frontPanes.getFirst().start() < time) {
      final FrontPane oldest = frontPanes.removeFirst();
      for (final FlowKey key : oldest.keys()) {
        final Deque<FlowAccumulator> sums = front.get(key);
        sums.removeFirst();
        if (sums.isEmpty()) {
          front.remove(key);
        }
      }
      panes.remove(oldest.start());
    }
  }

  /** The front is empty, since all that is in it is older than what is in the back. */
  private void moveToFront(final Panes panes) throws Exception {
    while (!backPanes.isEmpty()) {
      final long paneStart = backPanes.removeLast();
      final List<FlowKey> keys = new ArrayList<>();
      for (final Map.Entry<FlowKey, FlowAccumulator> flow : panes.flows(paneStart)) {
        final Deque<FlowAccumulator> sums =
            front.computeIfAbsent(flow.getKey(), key -> new ArrayDeque<>(1));
        final FlowAccumulator sum = copy(flow.getValue());
        if (!sums.isEmpty()) {
          sum.merge(sums.getFirst());
        }
        sums.addFirst(sum);
        keys.add(flow.getKey());
      }
      frontPanes.addFirst(new FrontPane(paneStart, keys));
    }
    back.clear();
  }

  boolean isEmpty() {
    return frontPanes.isEmpty() && backPanes.isEmpty();
  }
}
