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

  private static final int ENDPOINTS = 0;
  private static final int TRAITS = 1;
  private static final int LOCAL_HIGH = 2;
  private static final int LOCAL_LOW = 3;
  private static final int REMOTE_HIGH = 4;
  private static final int REMOTE_LOW = 5;
  private static final int PANE_START = 6;
  private static final int COUNTERS = 7;

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

  /** Starts the partial flow of an event with initial counters. */
  void start(final int partial, final NetworkEvent event, final long paneStart) {
    final int row = partial * length;
    numbers[row + ENDPOINTS] = grouping.endpoints(event);
    numbers[row + TRAITS] = grouping.traits(event);
    numbers[row + LOCAL_HIGH] = grouping.localHigh(event);
    numbers[row + LOCAL_LOW] = grouping.localLow(event);
    numbers[row + REMOTE_HIGH] = grouping.remoteHigh(event);
    numbers[row + REMOTE_LOW] = grouping.remoteLow(event);
    numbers[row + PANE_START] = paneStart;
    layout.clear(numbers, row + COUNTERS);
  }

  /** Whether an event in a pane belongs to a partial flow, apart from names. */
  boolean isOf(final int partial, final NetworkEvent event, final long paneStart) {
    final int row = partial * length;
    return numbers[row + ENDPOINTS] == grouping.endpoints(event)
        && numbers[row + REMOTE_LOW] == grouping.remoteLow(event)
        && numbers[row + PANE_START] == paneStart
        && numbers[row + LOCAL_LOW] == grouping.localLow(event)
        && numbers[row + TRAITS] == grouping.traits(event)
        && numbers[row + REMOTE_HIGH] == grouping.remoteHigh(event)
        && numbers[row + LOCAL_HIGH] == grouping.localHigh(event);
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
    final int row = partial * length;
    return grouping.key(
        host,
        numbers[row + ENDPOINTS],
        (int) numbers[row + TRAITS],
        numbers[row + LOCAL_HIGH],
        numbers[row + LOCAL_LOW],
        numbers[row + REMOTE_HIGH],
        numbers[row + REMOTE_LOW],
        process);
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
