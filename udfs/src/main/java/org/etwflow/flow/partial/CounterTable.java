package org.etwflow.flow.partial;

import java.util.Arrays;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.FlowDetails;
import org.etwflow.flow.accumulator.UInt128Sum;
import org.etwflow.flow.key.Grouping;

/**
 * The numbers of partials, a row of an array for each: its key, its pane and the core of what was
 * counted. Of many flows most have left the processor's cache when their next send comes, or when
 * they are handed out: a row takes two or three of the cache's lines, where an array for each
 * number and an object to count in took seven.
 */
final class CounterTable {

  private static final int ENDPOINTS = 0;
  private static final int ADDRESSES = 1;
  private static final int PANE_START = 2;
  private static final int SEND_COUNT = 3;
  private static final int OCTETS = 4;
  private static final int OCTETS_MIN = 5;
  private static final int OCTETS_MAX = 6;
  private static final int OCTETS_SQUARED_HIGH = 7;
  private static final int OCTETS_SQUARED_LOW = 8;
  private static final int FLOW_START = 9;
  private static final int FLOW_END = 10;
  private static final int LENGTH = 11;

  private long[] numbers;

  CounterTable(final int capacity) {
    numbers = new long[capacity * LENGTH];
  }

  /** Of more partials than before. */
  void grow(final int capacity) {
    numbers = Arrays.copyOf(numbers, capacity * LENGTH);
  }

  /** Starts a partial: nothing is counted of it yet. */
  void start(final int partial, final long endpoints, final long addresses, final long paneStart) {
    final int row = partial * LENGTH;
    Arrays.fill(numbers, row, row + LENGTH, 0);
    numbers[row + ENDPOINTS] = endpoints;
    numbers[row + ADDRESSES] = addresses;
    numbers[row + PANE_START] = paneStart;
    numbers[row + OCTETS_MIN] = Long.MAX_VALUE;
    numbers[row + FLOW_START] = Long.MAX_VALUE;
  }

  boolean isOf(
      final int partial, final long endpoints, final long addresses, final long paneStart) {
    final int row = partial * LENGTH;
    return numbers[row + ENDPOINTS] == endpoints
        && numbers[row + ADDRESSES] == addresses
        && numbers[row + PANE_START] == paneStart;
  }

  /**
   * Counts a send.
   *
   * @param octets its size, uint32: the square is within 64 bits without a sign
   * @param time FILETIME
   */
  void add(final int partial, final long octets, final long time) {
    final int row = partial * LENGTH;
    final long low = numbers[row + OCTETS_SQUARED_LOW];
    final long square = octets * octets;
    numbers[row + SEND_COUNT]++;
    numbers[row + OCTETS] += octets;
    numbers[row + OCTETS_MIN] = Math.min(numbers[row + OCTETS_MIN], octets);
    numbers[row + OCTETS_MAX] = Math.max(numbers[row + OCTETS_MAX], octets);
    numbers[row + OCTETS_SQUARED_HIGH] += UInt128Sum.carry(low, square);
    numbers[row + OCTETS_SQUARED_LOW] = low + square;
    numbers[row + FLOW_START] = Math.min(numbers[row + FLOW_START], time);
    numbers[row + FLOW_END] = Math.max(numbers[row + FLOW_END], time);
  }

  /** See {@link Grouping#endpoints}. */
  long endpoints(final int partial) {
    return numbers[partial * LENGTH + ENDPOINTS];
  }

  /** See {@link Grouping#addresses}. */
  long addresses(final int partial) {
    return numbers[partial * LENGTH + ADDRESSES];
  }

  /** Milliseconds since 1970-01-01 UTC. */
  long paneStart(final int partial) {
    return numbers[partial * LENGTH + PANE_START];
  }

  long sendCount(final int partial) {
    return numbers[partial * LENGTH + SEND_COUNT];
  }

  /**
   * What was counted of a partial.
   *
   * @param details what was counted besides, which becomes part of it; or null
   */
  FlowAccumulator statistics(final int partial, final FlowDetails details) {
    final int row = partial * LENGTH;
    final FlowAccumulator statistics = new FlowAccumulator(details);
    statistics.sendCount = numbers[row + SEND_COUNT];
    statistics.sendOctets = numbers[row + OCTETS];
    statistics.sendOctetsMin = numbers[row + OCTETS_MIN];
    statistics.sendOctetsMax = numbers[row + OCTETS_MAX];
    statistics.sendOctetsSquaredHigh = numbers[row + OCTETS_SQUARED_HIGH];
    statistics.sendOctetsSquaredLow = numbers[row + OCTETS_SQUARED_LOW];
    statistics.flowStart = numbers[row + FLOW_START];
    statistics.flowEnd = numbers[row + FLOW_END];
    return statistics;
  }

  /** Overwrites the row of one partial by that of another. */
  void move(final int from, final int to) {
    System.arraycopy(numbers, from * LENGTH, numbers, to * LENGTH, LENGTH);
  }
}
