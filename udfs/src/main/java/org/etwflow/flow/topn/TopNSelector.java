package org.etwflow.flow.topn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.key.KeyColumn;
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.row.WindowedFlow;
import org.jspecify.annotations.Nullable;

/**
 * Ranks flows by a statistic: the largest first, those of which it could not be measured last, and
 * of equals the first by the texts of their keys, host and columns one after the other; of
 * processes that have all in common the one that began first. So the ranks do not depend on the
 * order in which flows are added.
 *
 * <p>Only so many flows are kept as are shown. All others become one as soon as they are known not
 * to be among these, so that nothing is missing in the sum of all.
 */
@Internal
public final class TopNSelector implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Before it comes whatever could be measured, which is never negative. */
  private static final long NOT_MEASURABLE = -1;

  private final Grouping grouping;
  private final List<KeyColumn> keyColumns;
  private final RowCondition having;
  private final TopN ranking;

  /**
   * A ranking.
   *
   * @param having which flows have a rank, by their rows
   */
  public TopNSelector(final Grouping grouping, final RowCondition having, final TopN ranking) {
    this.grouping = grouping;
    this.keyColumns = grouping.columns();
    this.having = having;
    this.ranking = ranking;
  }

  /**
   * Adds a flow that was not added before.
   *
   * @param flow must not be changed any more
   * @param flows of the same window
   */
  public void add(final WindowedFlow flow, final TopNState flows) {
    flows.count++;
    if (having.isAlways() || having.holdsFor(flow)) {
      insert(new TopNEntry(flow, measure(flow)), flows);
    } else {
      flows.addToRest(flow);
    }
  }

  private long measure(final WindowedFlow flow) {
    return measure(ranking.by().of(flow));
  }

  /** Doubles of one sign are in the order of their bits. */
  private static long measure(final Number value) {
    if (value == null) {
      return NOT_MEASURABLE;
    }
    return value instanceof Double number ? Double.doubleToLongBits(number) : value.longValue();
  }

  /** Adds all that others hold, which stay as they are. */
  void merge(final TopNState others, final TopNState flows) {
    flows.count += others.count;
    others.top.forEach(ranked -> insert(ranked, flows));
    if (others.rest != null) {
      flows.addToRest(others.rest);
    }
  }

  private void insert(final TopNEntry flow, final TopNState flows) {
    final List<TopNEntry> heap = flows.top;
    if (heap.size() < ranking.topCount()) {
      heap.add(flow);
      moveUp(heap);
    } else if (compare(flow, heap.get(0)) < 0) {
      flows.addToRest(heap.set(0, flow).flow());
      moveDown(heap);
    } else {
      flows.addToRest(flow.flow());
    }
  }

  /** The last element of a heap, to where it belongs. */
  private void moveUp(final List<TopNEntry> heap) {
    int at = heap.size() - 1;
    while (at > 0 && compare(heap.get(at), heap.get((at - 1) / 2)) > 0) {
      Collections.swap(heap, at, (at - 1) / 2);
      at = (at - 1) / 2;
    }
  }

  /** The first element of a heap, to where it belongs. */
  private void moveDown(final List<TopNEntry> heap) {
    int at = 0;
    int next = lastOf(heap, at);
    while (next != at) {
      Collections.swap(heap, at, next);
      at = next;
      next = lastOf(heap, at);
    }
  }

  /** Which comes last of an element and the two below it. */
  private int lastOf(final List<TopNEntry> heap, final int parent) {
    int last = parent;
    for (int child = 2 * parent + 1; child <= 2 * parent + 2 && child < heap.size(); child++) {
      if (compare(heap.get(child), heap.get(last)) > 0) {
        last = child;
      }
    }
    return last;
  }

  private int compare(final TopNEntry left, final TopNEntry right) {
    return left.measure() == right.measure()
        ? compareTexts(left.flow().requireKey(), right.flow().requireKey())
        : Long.compare(right.measure(), left.measure());
  }

  private int compareTexts(final FlowKey left, final FlowKey right) {
    int order = left.host() == null ? 0 : left.host().compareTo(right.host());
    for (int i = 0; i < keyColumns.size() && order == 0; i++) {
      final KeyColumn column = keyColumns.get(i);
      order = grouping.text(left, column).compareTo(grouping.text(right, column));
    }
    return order == 0 ? Long.compare(left.processStart(), right.processStart()) : order;
  }

  /** The rows of the largest flows, in the order of their ranks. */
  public List<WindowedFlow> top(final TopNState flows) {
    final List<TopNEntry> sorted = new ArrayList<>(flows.top);
    sorted.sort(this::compare);
    final List<WindowedFlow> rows = new ArrayList<>();
    for (final TopNEntry ranked : sorted) {
      rows.add(ranked.flow().withRank(rows.size() + 1L));
    }
    return rows;
  }

  /** The row of all others; null if there are none. */
  public @Nullable WindowedFlow other(final TopNState flows) {
    return flows.rest;
  }
}
