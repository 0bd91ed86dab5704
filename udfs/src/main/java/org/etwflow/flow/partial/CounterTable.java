package org.etwflow.flow.partial;

import java.util.Arrays;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.CounterLayout;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.FlowDetails;
import org.etwflow.flow.accumulator.StatisticsGroup;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.process.ProcessInstance;
import org.jspecify.annotations.Nullable;

/**
 * Array of the keys, panes and {@linkplain CounterLayout counters} of partial flows, one row each.
 * With many flows, most rows are no longer in the processor's cache when they are accessed. A row
 * with the core counters takes two or three cache lines; with one array for each number, and a
 * separate accumulator, it was seven.
 */
final class CounterTable {

  private static final int PANE_START = Grouping.FIELDS;
  private static final int COUNTERS = PANE_START + 1;

  private final Grouping grouping;
  private final CounterLayout layout;
  private final int length;

  /** First slot of the sizes in the layout; -1 if they are not selected. */
  private final int sizes;

  /** First slot of the connections in the layout; -1 if they are not selected. */
  private final int connections;

  /** First slot of the ticks in the layout; -1 if they are not selected. */
  private final int ticks;

  private long[] numbers;

  CounterTable(final Grouping grouping, final CounterLayout layout, final int capacity) {
    this.grouping = grouping;
    this.layout = layout;
    this.length = COUNTERS + layout.size();
    this.sizes = layout.start(StatisticsGroup.SIZES);
    this.connections = layout.start(StatisticsGroup.CONNECTIONS);
    this.ticks = layout.start(StatisticsGroup.TICKS);
    numbers = new long[capacity * length];
  }

  /** Grows the table to a larger number of partial flows. */
  void grow(final int capacity) {
    numbers = Arrays.copyOf(numbers, capacity * length);
  }

  /**
   * Starts a partial flow with initial counters.
   *
   * @param fields masked fields of its key: see {@link Grouping#mask}
   */
  void start(final int partial, final long[] fields, final long paneStart) {
    final int row = partial * length;
    System.arraycopy(fields, 0, numbers, row, Grouping.FIELDS);
    numbers[row + PANE_START] = paneStart;
    layout.clear(numbers, row + COUNTERS);
  }

  /** Whether an event with these masked fields in a pane belongs to a partial flow. */
  boolean isOf(final int partial, final long[] fields, final long paneStart) {
    final int row = partial * length;
    return numbers[row + PANE_START] == paneStart
        && numbers[row] == fields[0]
        && numbers[row + 1] == fields[1]
        && numbers[row + 2] == fields[2]
        && numbers[row + 3] == fields[3]
        && numbers[row + 4] == fields[4]
        && numbers[row + 5] == fields[5];
  }

  /** Adds an event to the counters. */
  void add(final int partial, final NetworkEvent event) {
    final int counters = partial * length + COUNTERS;
    Counter.addEvent(numbers, counters, event);
    if (sizes >= 0) {
      Counter.addSize(numbers, counters + sizes, event);
    }
    if (connections >= 0) {
      Counter.addConnection(numbers, counters + connections, event);
    }
    if (ticks >= 0) {
      Counter.addTicks(numbers, counters + ticks, event);
    }
  }

  /** Returns the key of a partial flow. */
  FlowKey key(
      final int partial, final @Nullable String host, final @Nullable ProcessInstance process) {
    return grouping.key(host, numbers, partial * length, process);
  }

  /** Start of the pane: milliseconds since 1970-01-01 UTC. */
  long paneStart(final int partial) {
    return numbers[partial * length + PANE_START];
  }

  /**
   * Creates an accumulator with the counters of a partial flow.
   *
   * @param details details of the flow, which become part of the accumulator; or null
   */
  FlowAccumulator statistics(final int partial, final FlowDetails details) {
    final int counters = partial * length + COUNTERS;
    return new FlowAccumulator(
        layout, Arrays.copyOfRange(numbers, counters, counters + layout.size()), details);
  }

  /** Overwrites the row of one partial flow with that of another. */
  void move(final int from, final int to) {
    System.arraycopy(numbers, from * length, numbers, to * length, length);
  }
}
