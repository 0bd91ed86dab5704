package org.etwflow.flow.accumulator;

import java.io.IOException;
import java.util.function.ToLongFunction;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.etl.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of the sends of one key: {@linkplain Counter counters}, and the {@linkplain
 * GroupCounts details} of groups that count more than integers. It is all integers, so that the
 * result does not depend on the order of merging. Mutable, since others are merged into it in
 * place.
 */
@Internal
@TypeInfo(FlowAccumulatorTypeInfoFactory.class)
public final class FlowAccumulator {

  private static final long BITS_PER_OCTET = 8;

  private CounterLayout layout;
  private long[] counters;
  private FlowDetails details;

  /** Nothing counted yet, and nothing but the core to be counted. */
  public FlowAccumulator() {
    this(CounterLayout.CORE);
  }

  FlowAccumulator(final CounterLayout layout) {
    this(layout, layout.newCounters(), layout.newDetails());
  }

  /**
   * What was counted.
   *
   * @param counters become part of it
   * @param details of the groups of the layout, which become part of it
   */
  public FlowAccumulator(
      final CounterLayout layout, final long[] counters, final FlowDetails details) {
    this.layout = layout;
    this.counters = counters;
    this.details = details;
  }

  /**
   * Counts all that another has counted, which stays as it is. A group that only one of both has
   * was not counted of all sends: it is dropped. So is one that cannot be merged.
   */
  public void merge(final FlowAccumulator other) {
    if (layout != other.layout) {
      keep(layout.common(other.layout));
    }
    layout.merge(counters, layout.select(other.counters, other.layout));
    if (layout.hasDetails()) {
      mergeDetails(other.details);
    }
  }

  private void mergeDetails(final FlowDetails others) {
    for (final StatisticsGroup group : layout.detailed()) {
      if (!details.merge(group, others)) {
        drop(group);
      }
    }
  }

  private void keep(final CounterLayout kept) {
    for (final StatisticsGroup group : layout.detailed()) {
      if (!kept.has(group)) {
        details.remove(group);
      }
    }
    counters = kept.select(counters, layout);
    layout = kept;
    if (!kept.hasDetails()) {
      details = FlowDetails.NONE;
    }
  }

  private void drop(final StatisticsGroup group) {
    keep(layout.without(group));
  }

  /**
   * No other send will be counted between those that were: what was kept for the case that one is,
   * the times of the sends, is given up. Sends before and behind them can still be merged.
   *
   * <p>Then what is closed has to be merged in the order of time, forwards or backwards: where it
   * overlaps, the gaps between sends are not known any more, and dropped.
   */
  public void close() {
    details.close();
  }

  FlowAccumulator copy() {
    final FlowAccumulator copy = new FlowAccumulator(layout);
    copy.merge(this);
    return copy;
  }

  /**
   * A copy that the sends of other keys may be added to. Those lie between the sends of this one,
   * so that the gaps are not known any more.
   */
  public FlowAccumulator copyForOthers() {
    final FlowAccumulator copy = copy();
    copy.drop(StatisticsGroup.GAPS);
    return copy;
  }

  /** The core alone. */
  public FlowAccumulator core() {
    return layout == CounterLayout.CORE
        ? this
        : new FlowAccumulator(
            CounterLayout.CORE, CounterLayout.CORE.select(counters, layout), FlowDetails.NONE);
  }

  FlowDetails details() {
    return details;
  }

  /** Whether a group was counted of all sends. */
  public boolean has(final StatisticsGroup group) {
    return layout.has(group);
  }

  /** Value of a counter of 64 bits, of a group that was counted. */
  public long get(final Counter counter) {
    return counters[layout.slot(counter)];
  }

  /** Whether a counter of events was counted, and is not 0. */
  public boolean hasAny(final Counter count) {
    return has(count.group()) && get(count) > 0;
  }

  /**
   * Whether the sum of sizes is no more than a lower bound. Then nothing can be computed from it:
   * means, deviations and rates are null.
   */
  public boolean isAtLimit(final Counter sum) {
    return get(sum) == SaturatedSum.LIMIT;
  }

  /** Value of a counter; null if there was no event of its kind. */
  public @Nullable Long value(final Counter counter, final Counter count) {
    return hasAny(count) ? get(counter) : null;
  }

  /** Mean; null if there was no event of its kind, or the sum is at its limit. */
  public @Nullable Double mean(final Counter sum, final Counter count) {
    return hasAny(count) && !isAtLimit(sum) ? ExactDivision.of(get(sum), 1, get(count)) : null;
  }

  /**
   * Population standard deviation, {@code sqrt(count * sum of squares - sum^2) / count}; null as
   * the {@linkplain #mean mean} is.
   */
  public @Nullable Double standardDeviation(
      final Counter squares, final Counter sum, final Counter count) {
    if (!hasAny(count) || isAtLimit(sum)) {
      return null;
    }
    final int high = layout.slot(squares);
    return StandardDeviation.of(
        get(count), get(sum), counters[high], counters[high + 1], get(count));
  }

  /**
   * Rate in bit/s; null if the time is 0, or the sum at its limit.
   *
   * @param time in units of which there are so many in a second
   */
  public @Nullable Double bitRate(
      final Counter octets, final long time, final long unitsPerSecond) {
    return time == 0 || isAtLimit(octets)
        ? null
        : ExactDivision.of(get(octets), BITS_PER_OCTET * unitsPerSecond, time);
  }

  /** Percentile of the sizes, within 1 % of the exact value; null if they were not counted. */
  public @Nullable Long octetsPercentile(final int percent) {
    if (!has(StatisticsGroup.SIZES)) {
      return null;
    }
    final SizeHistogram sizes = (SizeHistogram) details.get(StatisticsGroup.SIZES);
    final long about = sizes.percentile(percent);
    return Math.max(get(Counter.SEND_OCTETS_MIN), Math.min(get(Counter.SEND_OCTETS_MAX), about));
  }

  /** The gaps between sends; those of no send if they were not counted. */
  public GapSummary gaps() {
    return has(StatisticsGroup.GAPS)
        ? ((SendGaps) details.get(StatisticsGroup.GAPS)).stretch()
        : GapSummary.NONE;
  }

  /** Length of a tick, in milliseconds; null if the sends do not show it. */
  public @Nullable Integer tickLength() {
    return SendTicks.tickLength(this);
  }

  /** A number of distinct elements; null if they were not counted. */
  public @Nullable Long distinct(final ToLongFunction<DistinctCounts> number) {
    return has(StatisticsGroup.DISTINCT)
        ? number.applyAsLong((DistinctCounts) details.get(StatisticsGroup.DISTINCT))
        : null;
  }

  /** Event time of the first send: milliseconds since 1970-01-01 UTC, rounded down. */
  public long firstMillis() {
    return FileTime.toUnixMillis(get(Counter.FLOW_START));
  }

  /** Event time of the last send: milliseconds since 1970-01-01 UTC, rounded down. */
  public long lastMillis() {
    return FileTime.toUnixMillis(get(Counter.FLOW_END));
  }

  /** From the first send to the last, in 100 ns. */
  public long duration() {
    return get(Counter.FLOW_END) - get(Counter.FLOW_START);
  }

  void write(final DataOutputView out) throws IOException {
    out.writeByte(layout.bits());
    for (final long counter : counters) {
      out.writeLong(counter);
    }
    details.write(out);
  }

  static FlowAccumulator read(final DataInputView in) throws IOException {
    final CounterLayout layout = CounterLayout.ofBits(in.readUnsignedByte());
    final long[] counters = new long[layout.size()];
    for (int slot = 0; slot < counters.length; slot++) {
      counters[slot] = in.readLong();
    }
    final FlowDetails details = layout.newDetails();
    details.read(in);
    return new FlowAccumulator(layout, counters, details);
  }
}
