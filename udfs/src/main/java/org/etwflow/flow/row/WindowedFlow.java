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
 * A row: what was counted of a key in one of its windows. Its columns are computed when they are
 * read: see {@link Statistic} and {@link FlowColumns}. Times are in milliseconds since 1970-01-01
 * UTC.
 *
 * @param rank place among the flows of the window, the largest of which is 1; null where flows are
 *     not ranked, and of several flows as one
 * @param key the key; null for several flows as one
 * @param windowStart inclusive; {@code Long.MIN_VALUE} for the whole run, which has no bounds
 * @param windowEnd exclusive
 * @param statistics what was counted: at least one send
 * @param dataComplete whether no trace tells that sends of the window may be missing
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

  /** A row without a rank. */
  public WindowedFlow(
      final @Nullable FlowKey key,
      final long windowStart,
      final long windowEnd,
      final FlowAccumulator statistics,
      final boolean dataComplete) {
    this(null, key, windowStart, windowEnd, statistics, dataComplete);
  }

  /** All that was counted of a key, whatever is missing. */
  public static WindowedFlow ofWholeRun(final FlowKey key, final FlowAccumulator statistics) {
    return new WindowedFlow(key, Long.MIN_VALUE, Long.MAX_VALUE, statistics, false);
  }

  /** The same row as one of the largest of its window. */
  public WindowedFlow withRank(final long place) {
    return new WindowedFlow(place, key, windowStart, windowEnd, statistics, dataComplete);
  }

  /** The first of several flows as one: with counts of its own, that others can be added to. */
  public WindowedFlow asRest() {
    return new WindowedFlow(null, windowStart, windowEnd, statistics.copyForOthers(), dataComplete);
  }

  /** These flows and one more of the same window, which is added to the counts of these. */
  public WindowedFlow plus(final WindowedFlow flow) {
    statistics.merge(flow.statistics);
    return dataComplete == flow.dataComplete
        ? this
        : new WindowedFlow(key, windowStart, windowEnd, statistics, false);
  }

  /** The same without all but the core, which is what the summary mostly shows. */
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

  /** 8 * octets / length of the window, in bit/s; null for the whole run. */
  @Nullable Double windowBitRate(final Counter octets) {
    return isOfWholeRun()
        ? null
        : statistics.bitRate(octets, windowEnd - windowStart, MILLIS_PER_SECOND);
  }

  /** 8 * octets / time from the first to the last event, in bit/s; null if that is 0. */
  @Nullable Double flowBitRate(final Counter octets) {
    return statistics.bitRate(octets, statistics.duration(), FileTime.UNITS_PER_SECOND);
  }
}
