package org.etwflow.flow.partial;

import java.util.Arrays;
import org.etwflow.event.SendIPV4;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.CounterLayout;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.FlowDetails;
import org.etwflow.flow.accumulator.StatisticsGroup;
import org.etwflow.flow.key.Grouping;

/**
 * Array of the keys, panes and {@linkplain CounterLayout counters} of partial flows, one row each.
 * With many flows, most rows are no longer in the processor's cache when they are accessed. A row
 * with the core counters takes two or three cache lines; with one array for each number, and a
 * separate accumulator, it was seven.
 */
final class CounterTable {

  private static final int ENDPOINTS = 0;
  private static final int ADDRESSES = 1;
  private static final int PANE_START = 2;
  private static final int COUNTERS = 3;

  private final CounterLayout layout;
  private final int length;

  /** First slot of the ticks; -1 if they are not selected. */
  private final int ticks;

  private long[] numbers;

  CounterTable(final CounterLayout layout, final int capacity) {
    this.layout = layout;
    this.length = COUNTERS + layout.size();
    this.ticks = layout.start(StatisticsGroup.TICKS);
    numbers = new long[capacity * length];
  }

  /** Grows the table to a larger number of partial flows. */
  void grow(final int capacity) {
    numbers = Arrays.copyOf(numbers, capacity * length);
  }

  /** Starts a partial flow with initial counters. */
  void start(final int partial, final long endpoints, final long addresses, final long paneStart) {
    final int row = partial * length;
    numbers[row + ENDPOINTS] = endpoints;
    numbers[row + ADDRESSES] = addresses;
    numbers[row + PANE_START] = paneStart;
    layout.clear(numbers, row + COUNTERS);
  }

  boolean isOf(
      final int partial, final long endpoints, final long addresses, final long paneStart) {
    final int row = partial * length;
    return numbers[row + ENDPOINTS] == endpoints
        && numbers[row + ADDRESSES] == addresses
        && numbers[row + PANE_START] == paneStart;
  }

  /** Adds a send to the counters. */
  void add(final int partial, final SendIPV4 send) {
    final int counters = partial * length + COUNTERS;
    Counter.addSend(numbers, counters, send);
    if (ticks >= 0) {
      Counter.addTicks(numbers, counters + ticks, send);
    }
  }

  /** Endpoints of the key: see {@link Grouping#endpoints}. */
  long endpoints(final int partial) {
    return numbers[partial * length + ENDPOINTS];
  }

  /** Addresses of the key: see {@link Grouping#addresses}. */
  long addresses(final int partial) {
    return numbers[partial * length + ADDRESSES];
  }

  /** Start of the pane: milliseconds since 1970-01-01 UTC. */
  long paneStart(final int partial) {
    return numbers[partial * length + PANE_START];
  }

  long sendCount(final int partial) {
    return numbers[partial * length + COUNTERS + layout.slot(Counter.SEND_COUNT)];
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
