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
 * Accumulator of one flow: {@linkplain Counter counters}, and the {@linkplain GroupCounts details}
 * of groups that need more than counters. It consists of integers, so that the result does not
 * depend on the order of merging. Mutable: others are merged into it in place.
 */
@Internal
@TypeInfo(FlowAccumulatorTypeInfoFactory.class)
public final class FlowAccumulator {

  private static final long BITS_PER_OCTET = 8;

  private CounterLayout layout;
  private long[] counters;
  private FlowDetails details;

  /** Creates an empty accumulator of the core alone. */
  public FlowAccumulator() {
    this(CounterLayout.CORE);
  }

  FlowAccumulator(final CounterLayout layout) {
    this(layout, layout.newCounters(), layout.newDetails());
  }

  /**
   * Creates an accumulator with given content, which it takes over.
   *
   * @param counters counters of the layout
   * @param details details of the groups of the layout, which become part of it
   */
  public FlowAccumulator(
      final CounterLayout layout, final long[] counters, final FlowDetails details) {
    this.layout = layout;
    this.counters = counters;
    this.details = details;
  }

  /**
   * Merges another accumulator, which is not modified. A group that only one of both has does not
   * cover all events, and is dropped. So is a group that cannot be merged.
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
   * Closes the accumulator: no event will be added between the events that it has. The times of the
   * events, which were kept for this case, are released. Earlier and later events can still be
   * merged.
   *
   * <p>Closed accumulators must be merged in ascending or descending order of time. If they
   * overlap, the gaps between their sends are unknown and dropped.
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
   * Returns a copy to which events of other keys may be added. The copy has no gaps: the sends of
   * other keys lie between the sends of this key.
   */
  public FlowAccumulator copyForOthers() {
    final FlowAccumulator copy = copy();
    copy.drop(StatisticsGroup.GAPS);
    return copy;
  }

  /** Returns an accumulator of the core statistics alone. */
  public FlowAccumulator core() {
    return layout == CounterLayout.CORE
        ? this
        : new FlowAccumulator(
            CounterLayout.CORE, CounterLayout.CORE.select(counters, layout), FlowDetails.NONE);
  }

  FlowDetails details() {
    return details;
  }

  /** Whether a statistics group covers all events. */
  public boolean has(final StatisticsGroup group) {
    return layout.has(group);
  }

  /** Value of a 64-bit counter, whose group must be in the layout. */
  public long get(final Counter counter) {
    return counters[layout.slot(counter)];
  }

  /** Whether there are no events. */
  public boolean isEmpty() {
    return get(Counter.FLOW_START) > get(Counter.FLOW_END);
  }

  /** Whether a counter of events is in the layout and not 0. */
  public boolean hasAny(final Counter count) {
    return has(count.group()) && get(count) > 0;
  }

  /**
   * Whether a sum has reached its limit, and is only a lower bound. Means, deviations and rates
   * that depend on it are null then.
   */
  public boolean isAtLimit(final Counter sum) {
    return get(sum) == SaturatedSum.LIMIT;
  }

  /** Value of a 64-bit counter; null if its group does not cover all events. */
  public @Nullable Long value(final Counter counter) {
    return has(counter.group()) ? get(counter) : null;
  }

  /**
   * Value of a counter; null if there was no event of its kind.
   *
   * @param count counter of the events of this kind
   */
  public @Nullable Long value(final Counter counter, final Counter count) {
    return has(counter.group()) && hasAny(count) ? get(counter) : null;
  }

  /** Mean; null if there was no event of its kind, or if the sum has reached its limit. */
  public @Nullable Double mean(final Counter sum, final Counter count) {
    return hasAny(count) && !isAtLimit(sum) ? ExactDivision.of(get(sum), 1, get(count)) : null;
  }

  /**
   * Population standard deviation, {@code sqrt(count * sum of squares - sum^2) / count}; null under
   * the same conditions as the {@linkplain #mean mean}.
   */
  public @Nullable Double standardDeviation(
      final Counter squares, final Counter sum, final Counter count) {
    if (!has(squares.group()) || !hasAny(count) || isAtLimit(sum)) {
      return null;
    }
    final int high = layout.slot(squares);
    return StandardDeviation.of(
        get(count), get(sum), counters[high], counters[high + 1], get(count));
  }

  /** Bytes of all sends and receives; {@link SaturatedSum#LIMIT} at most. */
  public long octets() {
    return SaturatedSum.of(get(Counter.SEND_OCTETS), get(Counter.RECEIVE_OCTETS));
  }

  /**
   * Whether a sum of sizes has reached its limit, so that rows that include it are not complete.
   */
  public boolean isAnyAtLimit() {
    return octets() == SaturatedSum.LIMIT
        || (has(StatisticsGroup.CONNECTIONS) && isAtLimit(Counter.RETRANSMIT_OCTETS));
  }

  /**
   * Rate in bit/s; null if the time is 0, or if the sum has reached its limit.
   *
   * @param time duration in units of {@code 1 / unitsPerSecond} s
   */
  public @Nullable Double bitRate(
      final Counter octets, final long time, final long unitsPerSecond) {
    return time == 0 || isAtLimit(octets)
        ? null
        : ExactDivision.of(get(octets), BITS_PER_OCTET * unitsPerSecond, time);
  }

  /**
   * Percentile of the sizes of sends, within 1 % of the exact value; null if sizes are not selected
   * or there are no sends.
   */
  public @Nullable Long sendOctetsPercentile(final int percent) {
    return hasSizes(Counter.SEND_COUNT)
        ? between(
            Counter.SEND_OCTETS_MIN, Counter.SEND_OCTETS_MAX, sizes().sends().percentile(percent))
        : null;
  }

  /** Percentile of the sizes of receives: see {@link #sendOctetsPercentile}. */
  public @Nullable Long receiveOctetsPercentile(final int percent) {
    return hasSizes(Counter.RECEIVE_COUNT)
        ? between(
            Counter.RECEIVE_OCTETS_MIN,
            Counter.RECEIVE_OCTETS_MAX,
            sizes().receives().percentile(percent))
        : null;
  }

  private boolean hasSizes(final Counter count) {
    return has(StatisticsGroup.SIZES) && get(count) > 0;
  }

  private SizeHistograms sizes() {
    return (SizeHistograms) details.get(StatisticsGroup.SIZES);
  }

  private long between(final Counter min, final Counter max, final long value) {
    return Math.max(get(min), Math.min(get(max), value));
  }

  /** Gaps between consecutive sends; {@link GapSummary#NONE} if gaps are not selected. */
  public GapSummary gaps() {
    return has(StatisticsGroup.GAPS)
        ? ((SendGaps) details.get(StatisticsGroup.GAPS)).summary()
        : GapSummary.NONE;
  }

  /** Length of a tick in milliseconds; null if the sends do not determine it. */
  public @Nullable Integer tickLength() {
    return SendTicks.tickLength(this);
  }

  /** Number of distinct elements; null if distinct counts are not selected. */
  public @Nullable Long distinct(final ToLongFunction<DistinctCounts> number) {
    return has(StatisticsGroup.DISTINCT)
        ? number.applyAsLong((DistinctCounts) details.get(StatisticsGroup.DISTINCT))
        : null;
  }

  /** Event time of the first event: milliseconds since 1970-01-01 UTC, rounded down. */
  public long firstMillis() {
    return FileTime.toUnixMillis(get(Counter.FLOW_START));
  }

  /** Event time of the last event: milliseconds since 1970-01-01 UTC, rounded down. */
  public long lastMillis() {
    return FileTime.toUnixMillis(get(Counter.FLOW_END));
  }

  /** Time from the first to the last event, in 100 ns. */
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
