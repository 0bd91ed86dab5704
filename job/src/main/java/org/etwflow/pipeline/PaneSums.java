package org.etwflow.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;

/**
 * Sliding-window aggregation over the panes of one partition (two-stacks algorithm): a window costs
 * two merges per key, however many panes it has.
 *
 * <p>Minima and percentiles cannot be subtracted. The panes are therefore kept in two stacks, like
 * a queue made of two stacks. New panes are added to one sum in the back. When the oldest pane of
 * the back must be removed, the back becomes the front: there, each pane of a key has the sum of
 * itself and all later panes of the front, and removing the oldest pane uncovers the sum of the
 * others. A window is the oldest sum of the front plus the sum of the back. Each pane is merged
 * twice in all.
 *
 * <pre>
 *   panes           1  2  3 | 4  5         window = sum(2..3) + sum(4..5)
 *   front      1..3 2..3  3 |              remove pane 1: 2..3 is the oldest sum
 *   back                    | 4..5         add pane 6: 4..6
 * </pre>
 *
 * <p>The sums are not part of Flink's state. They are rebuilt from the panes after a restore.
 */
final class PaneSums {

  private final Supplier<FlowAccumulator> newAccumulator;
  private final Deque<FrontPane> frontPanes = new ArrayDeque<>();
  private final Map<FlowKey, Deque<FlowAccumulator>> front = new HashMap<>();
  private final Deque<Long> backPanes = new ArrayDeque<>();
  private final Map<FlowKey, FlowAccumulator> back = new HashMap<>();

  /** The keys whose sums in the front start with a pane. */
  private record FrontPane(long start, List<FlowKey> keys) {}

  /** Storage of the panes. */
  interface Panes {

    /** The accumulators of a pane by key. */
    Iterable<Map.Entry<FlowKey, FlowAccumulator>> flows(long paneStart) throws Exception;

    /** Removes a pane. */
    void remove(long paneStart) throws Exception;
  }

  PaneSums(final Supplier<FlowAccumulator> newAccumulator) {
    this.newAccumulator = newAccumulator;
  }

  /** Adds a pane that is later than all others. Its accumulators are not modified. */
  void add(final long paneStart, final Iterable<Map.Entry<FlowKey, FlowAccumulator>> flows) {
    backPanes.addLast(paneStart);
    for (final Map.Entry<FlowKey, FlowAccumulator> flow : flows) {
      back.computeIfAbsent(flow.getKey(), key -> newAccumulator.get()).merge(flow.getValue());
    }
  }

  /** The sum over all panes by key. The caller may modify it. */
  Map<FlowKey, FlowAccumulator> total() {
    final Map<FlowKey, FlowAccumulator> total = new HashMap<>();
    front.forEach((key, sums) -> total.put(key, copy(sums.getFirst())));
    back.forEach(
        (key, sum) -> total.computeIfAbsent(key, missing -> newAccumulator.get()).merge(sum));
    return total;
  }

  private FlowAccumulator copy(final FlowAccumulator sum) {
    final FlowAccumulator copy = newAccumulator.get();
    copy.merge(sum);
    return copy;
  }

  /** Removes the panes that start before a time. */
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
        final Deque<FlowAccumulator> sums = Objects.requireNonNull(front.get(key));
        sums.removeFirst();
        if (sums.isEmpty()) {
          front.remove(key);
        }
      }
      panes.remove(oldest.start());
    }
  }

  /** Moves all panes from back to front, which must be empty since its panes are older. */
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
