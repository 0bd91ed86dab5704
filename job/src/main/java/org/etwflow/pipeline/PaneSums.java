package org.etwflow.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * Sliding-window aggregation over the panes of one partition (two-stacks algorithm): a window costs
 * two merges per key, however many panes it has.
 *
 * <p>Minima and percentiles cannot be subtracted. The panes are therefore kept in two stacks, like
 * a queue made of two stacks. New panes are added to one sum in the back. When the oldest pane of
 * the back must be removed, the back becomes the front: there is one sum again, and each pane has,
 * for each of its keys, the sum of the later panes of the front, which replaces the sum of this key
 * when the pane is removed. A window is the sum of the front plus the sum of the back. Each pane is
 * merged twice in all.
 *
 * <pre>
 *   panes           1  2  3 | 4  5         window = sum(1..3) + sum(4..5)
 *   front      1..3         |              remove pane 1: its sum of later panes, 2..3, remains
 *     later    2..3  3  –   |
 *   back                    | 4..5         add pane 6: 4..6
 * </pre>
 *
 * <p>All of it is in Flink's state. The heap holds no more than the sums of one partition.
 */
final class PaneSums {

  /** An accumulator without events: there are no later panes with a key. */
  private static final FlowAccumulator NOTHING = new FlowAccumulator();

  private final States states;

  /** States of the current partition. A list must not be used after another one of its kind. */
  interface States {

    /** Flows of a pane of the back; sums of the later panes for each key of a pane of the front. */
    FlowList pane(long paneStart) throws Exception;

    /** Sum of all panes of the front. */
    FlowList front() throws Exception;

    /** Sum of all panes of the back. */
    FlowList back() throws Exception;

    /** Starts of the panes of the front, in ascending order. */
    ListState<Long> frontPanes() throws Exception;

    /** Starts of the panes of the back, in ascending order. */
    ListState<Long> backPanes() throws Exception;
  }

  PaneSums(final States states) {
    this.states = states;
  }

  /**
   * Adds a pane that is later than all others, and returns the sum over all panes by key. The
   * caller must not use the accumulators of the pane again, and may modify those of the sum.
   */
  Map<FlowKey, FlowAccumulator> add(final long paneStart, final Map<FlowKey, FlowAccumulator> flows)
      throws Exception {
    final Map<FlowKey, FlowAccumulator> back = states.back().merged();
    if (!flows.isEmpty()) {
      states.backPanes().add(paneStart);
      states.pane(paneStart).replace(flows);
      addAll(back, flows);
      states.back().replace(back);
    }
    final Map<FlowKey, FlowAccumulator> total = states.front().merged();
    addAll(total, back);
    return total;
  }

  private static void addAll(
      final Map<FlowKey, FlowAccumulator> sums, final Map<FlowKey, FlowAccumulator> later) {
    later.forEach((key, more) -> sums.merge(key, more, PaneMergeOperator::merged));
  }

  /** Removes the panes that start before a time, and returns whether others remain. */
  boolean removeBefore(final long time) throws Exception {
    final Deque<Long> front = starts(states.frontPanes());
    final Deque<Long> back = starts(states.backPanes());
    if (back.isEmpty() || back.getFirst() >= time) {
      removeFromFront(front, time);
      return !front.isEmpty() || !back.isEmpty();
    }
    removePanes(front, Long.MAX_VALUE);
    removePanes(back, time);
    moveToFront(back);
    return !back.isEmpty();
  }

  private static Deque<Long> starts(final ListState<Long> panes) throws Exception {
    final Deque<Long> starts = new ArrayDeque<>();
    final Iterable<Long> all = panes.get();
    if (all != null) {
      all.forEach(starts::add);
    }
    return starts;
  }

  private void removePanes(final Deque<Long> panes, final long time) throws Exception {
    while (!panes.isEmpty() && panes.getFirst() < time) {
      states.pane(panes.removeFirst()).clear();
    }
  }

  /** Replaces the sums of the keys of each removed pane by the sums of the later panes. */
  private void removeFromFront(final Deque<Long> front, final long time) throws Exception {
    if (front.isEmpty() || front.getFirst() >= time) {
      return;
    }
    final Map<FlowKey, FlowAccumulator> sums = states.front().merged();
    while (!front.isEmpty() && front.getFirst() < time) {
      final FlowList oldest = states.pane(front.removeFirst());
      oldest.merged().forEach((key, later) -> sums.compute(key, (k, sum) -> orNull(later)));
      oldest.clear();
    }
    states.front().replace(sums);
    states.frontPanes().update(List.copyOf(front));
  }

  private static @Nullable FlowAccumulator orNull(final FlowAccumulator sum) {
    return sum.isEmpty() ? null : sum;
  }

  /** Moves all panes from back to front, whose panes are older and have been removed. */
  private void moveToFront(final Deque<Long> back) throws Exception {
    final Map<FlowKey, FlowAccumulator> sums = new HashMap<>();
    final Iterator<Long> fromLatest = back.descendingIterator();
    while (fromLatest.hasNext()) {
      final FlowList pane = states.pane(fromLatest.next());
      final Map<FlowKey, FlowAccumulator> later = new HashMap<>();
      for (final Map.Entry<FlowKey, FlowAccumulator> flow : pane.merged().entrySet()) {
        final FlowAccumulator known = sums.put(flow.getKey(), flow.getValue());
        later.put(flow.getKey(), known == null ? NOTHING : known);
        if (known != null) {
          flow.getValue().merge(known);
        }
      }
      pane.replace(later);
    }
    states.front().replace(sums);
    states.frontPanes().update(List.copyOf(back));
    states.back().clear();
    states.backPanes().clear();
  }
}
