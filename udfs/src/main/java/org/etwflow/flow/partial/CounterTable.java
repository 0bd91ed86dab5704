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
 * The numbers of partials, a row of an array for each: its key, its pane and its {@linkplain
 * CounterLayout counters}. Of many flows most have left the processor's cache when their next send
 * comes, or when they are handed out: a row of the core takes two or three of the cache's lines,
 * where an array for each number and an object to count in took seven.
 */
final class CounterTable {

  private static final int ENDPOINTS = 0;
  private static final int ADDRESSES = 1;
  private static final int PANE_START = 2;
  private static final int COUNTERS = 3;

  private final CounterLayout layout;
  private final int length;

  /** First slot of the ticks; -1 if they are not counted. */
  private final int ticks;

  private long[] numbers;

  CounterTable(final CounterLayout layout, final int capacity) {
    this.layout = layout;
    this.length = COUNTERS + layout.size();
    this.ticks = layout.start(StatisticsGroup.TICKS);
    numbers = new long[capacity * length];
  }

  /** Of more partials than before. */
  void grow(final int capacity) {
    numbers = Arrays.copyOf(numbers, capacity * length);
  }

  /** Starts a partial: nothing is counted of it yet. */
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

  /** Counts a send. */
  void add(final int partial, final SendIPV4 send) {
    final int counters = partial * length + COUNTERS;
    Counter.addSend(numbers, counters, send);
    if (ticks >= 0) {
      Counter.addTicks(numbers, counters + ticks, send);
    }
  }

  /** See {@link Grouping#endpoints}. */
  long endpoints(final int partial) {
    return numbers[partial * length + ENDPOINTS];
  }

  /** See {@link Grouping#addresses}. */
  long addresses(final int partial) {
    return numbers[partial * length + ADDRESSES];
  }

  /** Milliseconds since 1970-01-01 UTC. */
  long paneStart(final int partial) {
    return numbers[partial * length + PANE_START];
  }

  long sendCount(final int partial) {
    return numbers[partial * length + COUNTERS + layout.slot(Counter.SEND_COUNT)];
  }

  /**
   * What was counted of a partial.
   *
   * @param details what was counted besides, which becomes part of it; or null
   */
  FlowAccumulator statistics(final int partial, final FlowDetails details) {
    final int counters = partial * length + COUNTERS;
    return new FlowAccumulator(
        layout, Arrays.copyOfRange(numbers, counters, counters + layout.size()), details);
  }

  /** Overwrites the row of one partial by that of another. */
  void move(final int from, final int to) {
    System.arraycopy(numbers, from * length, numbers, to * length, length);
  }
}
