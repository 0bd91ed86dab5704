package org.etwflow.flow.row;

import java.time.Instant;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.FileTime;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * Row of flow statistics: a key in one of its windows. Columns are computed when they are read: see
 * {@link Statistic} and {@link FlowColumns}. Times are in milliseconds since 1970-01-01 UTC.
 *
 * @param rank rank among the flows of the window, from 1; null if flows are not ranked, and for the
 *     row of several flows
 * @param key the key; null for the row of several flows
 * @param windowStart inclusive; {@code Long.MIN_VALUE} for the whole run, which has no bounds
 * @param windowEnd exclusive
 * @param statistics statistics of at least one event
 * @param dataComplete false if events of the window may be missing
 */
@Internal
public record WindowedFlow(
    @Nullable Long rank,
    @Nullable FlowKey key,
    long windowStart,
    long windowEnd,
    FlowAccumulator statistics,
    boolean dataComplete) {

  private static final int MILLIS_PER_SECOND = 1_000;

  /** Creates a row without a rank. */
  public WindowedFlow(
      final @Nullable FlowKey key,
      final long windowStart,
      final long windowEnd,
      final FlowAccumulator statistics,
      final boolean dataComplete) {
    this(null, key, windowStart, windowEnd, statistics, dataComplete);
  }

  /** Creates a row of the whole run without a rank, which is never marked complete. */
  public static WindowedFlow ofWholeRun(final FlowKey key, final FlowAccumulator statistics) {
    return new WindowedFlow(key, Long.MIN_VALUE, Long.MAX_VALUE, statistics, false);
  }

  /** Returns a copy with a rank. */
  public WindowedFlow withRank(final long place) {
    return new WindowedFlow(place, key, windowStart, windowEnd, statistics, dataComplete);
  }

  /**
   * Returns a row for this and other flows, with an accumulator of its own that can be merged into.
   */
  public WindowedFlow asOther() {
    return new WindowedFlow(null, windowStart, windowEnd, statistics.copyForOthers(), dataComplete);
  }

  /** Adds a flow of the same window to this row of several flows, whose accumulator is modified. */
  public WindowedFlow plus(final WindowedFlow flow) {
    statistics.merge(flow.statistics);
    return dataComplete == flow.dataComplete
        ? this
        : new WindowedFlow(key, windowStart, windowEnd, statistics, false);
  }

  /** Returns a copy with core statistics only, which are mostly enough for the summary. */
  public WindowedFlow core() {
    return new WindowedFlow(rank, key, windowStart, windowEnd, statistics.core(), dataComplete);
  }

  /** The key of a row that has one: a row of one flow. */
  public FlowKey requireKey() {
    return Objects.requireNonNull(key);
  }

  /** Start of the window; null for the whole run. */
  @Nullable Instant startTime() {
    return isOfWholeRun() ? null : Instant.ofEpochMilli(windowStart);
  }

  /** End of the window; null for the whole run. */
  @Nullable Instant endTime() {
    return isOfWholeRun() ? null : Instant.ofEpochMilli(windowEnd);
  }

  private boolean isOfWholeRun() {
    return windowStart == Long.MIN_VALUE;
  }

  /** Rate over the window, 8 * bytes / window length, in bit/s; null for the whole run. */
  @Nullable Double windowBitRate(final Counter octets) {
    return isOfWholeRun()
        ? null
        : statistics.bitRate(octets, windowEnd - windowStart, MILLIS_PER_SECOND);
  }

  /**
   * Rate over the flow, 8 * bytes / time from the first to the last event, in bit/s; null if that
   * is 0.
   */
  @Nullable Double flowBitRate(final Counter octets) {
    return statistics.bitRate(octets, statistics.duration(), FileTime.UNITS_PER_SECOND);
  }
}
