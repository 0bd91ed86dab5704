package org.etwflow.flow.accumulator;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.etwflow.etl.FileTime;

/**
 * What is counted of the sends of one key: integers alone, so that the result does not depend on
 * the order of merging. Mutable, since others are merged into it in place.
 */
@Internal
@TypeInfo(FlowAccumulatorTypeInfoFactory.class)
public final class FlowAccumulator {

  /** Number of sends. */
  public long sendCount;

  /** Sum of their sizes, in bytes; {@link SaturatedSum#LIMIT} if it is that or more. */
  public long sendOctets;

  /** Smallest size, in bytes; of no meaning without a send. */
  public long sendOctetsMin = Long.MAX_VALUE;

  /** Largest size, in bytes; of no meaning without a send. */
  public long sendOctetsMax;

  /** Sum of the squares of the sizes, upper 64 bits: two sends of 4 GB overflow the lower ones. */
  public long sendOctetsSquaredHigh;

  /** Sum of the squares of the sizes, lower 64 bits, unsigned. */
  public long sendOctetsSquaredLow;

  /** FILETIME of the first send; of no meaning without a send. */
  public long flowStart = Long.MAX_VALUE;

  /** FILETIME of the last send; of no meaning without a send. */
  public long flowEnd;

  /** What is counted besides; null if nothing is: then it costs neither time nor memory. */
  FlowDetails details;

  /** Nothing counted yet, and nothing but the core to be counted. */
  public FlowAccumulator() {}

  public FlowAccumulator(final FlowDetails details) {
    this.details = details;
  }

  /** Counts all that another has counted, which stays as it is; of groups what both have. */
  public void merge(final FlowAccumulator other) {
    sendCount += other.sendCount;
    sendOctets = SaturatedSum.of(sendOctets, other.sendOctets);
    sendOctetsMin = Math.min(sendOctetsMin, other.sendOctetsMin);
    sendOctetsMax = Math.max(sendOctetsMax, other.sendOctetsMax);
    flowStart = Math.min(flowStart, other.flowStart);
    flowEnd = Math.max(flowEnd, other.flowEnd);
    addSquares(other.sendOctetsSquaredHigh, other.sendOctetsSquaredLow);
    if (details != null && other.details != null) {
      details.merge(other.details);
    } else {
      details = null;
    }
  }

  /**
   * No other send will be counted between those that were: what was kept for the case that one is,
   * the times of the sends, is given up. Sends before and behind them can still be merged.
   *
   * <p>Then what is closed has to be merged in the order of time, forwards or backwards: where it
   * overlaps, the gaps between sends are not known any more, and dropped.
   */
  public void close() {
    if (details != null && details.gaps != null) {
      details.gaps.fold();
    }
  }

  FlowAccumulator copy() {
    final FlowAccumulator copy =
        new FlowAccumulator(details == null ? null : details.newOfSameGroups());
    copy.merge(this);
    return copy;
  }

  /**
   * A copy that the sends of other keys may be added to. Those lie between the sends of this one,
   * so that the gaps are not known any more.
   */
  public FlowAccumulator copyForOthers() {
    final FlowAccumulator copy = copy();
    if (copy.details != null) {
      copy.details.gaps = null;
    }
    return copy;
  }

  /** The core alone. */
  public FlowAccumulator core() {
    if (details == null) {
      return this;
    }
    final FlowAccumulator core = new FlowAccumulator();
    core.merge(this);
    return core;
  }

  private void addSquares(final long high, final long low) {
    sendOctetsSquaredHigh += high + UInt128Sum.carry(sendOctetsSquaredLow, low);
    sendOctetsSquaredLow += low;
  }

  /**
   * Whether the sum of the sizes is no more than a lower bound. Then nothing can be computed from
   * it: means, deviations and rates are null.
   */
  public boolean isAtLimit() {
    return sendOctets == SaturatedSum.LIMIT;
  }

  public Double octetsMean() {
    return isAtLimit() ? null : ExactDivision.of(sendOctets, 1, sendCount);
  }

  /** Of the population: {@code sqrt(n * sum of squares - sum^2) / n}. */
  public Double octetsStdDev() {
    return isAtLimit()
        ? null
        : StandardDeviation.of(
            sendCount, sendOctets, sendOctetsSquaredHigh, sendOctetsSquaredLow, sendCount);
  }

  /** Within 1 % of the exact value; null if it was not asked for. */
  public Long octetsPercentile(final int percent) {
    if (details == null || details.sizes == null) {
      return null;
    }
    final long about = details.sizes.percentile(percent);
    return Math.max(sendOctetsMin, Math.min(sendOctetsMax, about));
  }

  /** Of no send if they were not asked for. */
  public GapSummary gaps() {
    return details == null || details.gaps == null ? GapSummary.NONE : details.gaps.stretch();
  }

  /** Null if no send tells, or it was not asked for: so are the next three. */
  public Long sendTicksMin() {
    return details == null || details.ticks == null ? null : details.ticks.min();
  }

  public Double sendTicksMean() {
    return details == null || details.ticks == null ? null : details.ticks.mean();
  }

  public Long sendTicksMax() {
    return details == null || details.ticks == null ? null : details.ticks.max();
  }

  /** In milliseconds. */
  public Integer tickLength() {
    return details == null || details.ticks == null ? null : details.ticks.tickLength(duration());
  }

  /** Exact up to 256; null if it was not asked for. */
  public Long remoteAddressCount() {
    return details == null || details.distinct == null
        ? null
        : details.distinct.remoteAddresses.count();
  }

  /** Exact up to 256; null if it was not asked for. */
  public Long remoteEndpointCount() {
    return details == null || details.distinct == null
        ? null
        : details.distinct.remoteEndpoints.count();
  }

  /** Exact up to 256; null if it was not asked for. */
  public Long flowCount() {
    return details == null || details.distinct == null ? null : details.distinct.flows.count();
  }

  /** Event time of the first send: milliseconds since 1970-01-01 UTC, rounded down. */
  public long firstMillis() {
    return FileTime.toUnixMillis(flowStart);
  }

  /** Event time of the last send: milliseconds since 1970-01-01 UTC, rounded down. */
  public long lastMillis() {
    return FileTime.toUnixMillis(flowEnd);
  }

  /** From the first send to the last, in 100 ns. */
  public long duration() {
    return flowEnd - flowStart;
  }

  /** In bit/s; null if the first send is also the last, or the sum of sizes is at its limit. */
  public Double bitRate() {
    return duration() == 0 || isAtLimit()
        ? null
        : ExactDivision.of(
            sendOctets, ExactDivision.BITS_PER_OCTET * FileTime.UNITS_PER_SECOND, duration());
  }
}
