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
 * Ranks flows by a statistic, largest first. Flows whose statistic could not be measured are last.
 * Equal flows are ordered by the text of their keys, the host and then each column; equal processes
 * by start time. Ranks therefore do not depend on the order in which flows are added.
 *
 * <p>Only the N largest flows are kept. All from are added up as soon as they cannot be among them,
 * so that the total is complete.
 */
@Internal
public final class TopNSelector implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Measure of a flow whose statistic could not be measured; all from are at least 0. */
  private static final long NOT_MEASURABLE = -1;

  private final Grouping grouping;
  private final List<KeyColumn> keyColumns;
  private final RowCondition having;
  private final TopN ranking;

  /**
   * Creates a selector.
   *
   * @param having condition on the rows that can have a rank
   */
  public TopNSelector(final Grouping grouping, final RowCondition having, final TopN ranking) {
    this.grouping = grouping;
    this.keyColumns = grouping.columns();
    this.having = having;
    this.ranking = ranking;
  }

  /**
   * Adds a flow.
   *
   * @param flow a flow that was not added before, and must not be modified afterwards
   * @param flows flows of the same window
   */
  public void add(final WindowedFlow flow, final TopNState flows) {
    flows.count++;
    if (having.isAlways() || having.holdsFor(flow)) {
      insert(new TopNEntry(flow, measure(flow)), flows);
    } else {
      flows.addToOther(flow);
    }
  }

  private long measure(final WindowedFlow flow) {
    return measure(ranking.by().of(flow));
  }

  /**
   * Converts a value to a long with the same order: non-negative doubles are ordered like their
   * bits.
   */
  private static long measure(final Number value) {
    if (value == null) {
      return NOT_MEASURABLE;
    }
    return value instanceof Double number ? Double.doubleToLongBits(number) : value.longValue();
  }

  /** Merges all flows of another state, which is not modified. */
  void merge(final TopNState from, final TopNState flows) {
    flows.count += from.count;
    from.top.forEach(ranked -> insert(ranked, flows));
    if (from.other != null) {
      flows.addToOther(from.other);
    }
  }

  private void insert(final TopNEntry flow, final TopNState flows) {
    final List<TopNEntry> heap = flows.top;
    if (heap.size() < ranking.topCount()) {
      heap.add(flow);
      moveUp(heap);
    } else if (compare(flow, heap.get(0)) < 0) {
      flows.addToOther(heap.set(0, flow).flow());
      moveDown(heap);
    } else {
      flows.addToOther(flow.flow());
    }
  }

  /** Restores the heap after its last element was added. */
  private void moveUp(final List<TopNEntry> heap) {
    int at = heap.size() - 1;
    while (at > 0 && compare(heap.get(at), heap.get((at - 1) / 2)) > 0) {
      Collections.swap(heap, at, (at - 1) / 2);
      at = (at - 1) / 2;
    }
  }

  /** Restores the heap after its first element was replaced. */
  private void moveDown(final List<TopNEntry> heap) {
    int at = 0;
    int next = lastOf(heap, at);
    while (next != at) {
      Collections.swap(heap, at, next);
      at = next;
      next = lastOf(heap, at);
    }
  }

  /** Returns the index of the lowest ranked of an element and its two children. */
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

  /** Returns the rows of the largest flows, by rank. */
  public List<WindowedFlow> top(final TopNState flows) {
    final List<TopNEntry> sorted = new ArrayList<>(flows.top);
    sorted.sort(this::compare);
    final List<WindowedFlow> rows = new ArrayList<>();
    for (final TopNEntry ranked : sorted) {
      rows.add(ranked.flow().withRank(rows.size() + 1L));
    }
    return rows;
  }

  /** Returns the row of all other flows; null if there are none. */
  public @Nullable WindowedFlow other(final TopNState flows) {
    return flows.other;
  }
}
