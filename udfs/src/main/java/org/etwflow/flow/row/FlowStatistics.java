package org.etwflow.flow.row;

import java.time.Instant;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.FileTime;
import org.etwflow.event.SendIPV4;
import org.etwflow.flow.accumulator.ExactDivision;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.GapSummary;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;

/**
 * A row: one key in one window. Names and units are those of IPFIX's Information Elements where one
 * means the same. Statistics that are no integers are the double nearest to the exact value.
 *
 * @param windowStart start of the window, inclusive; null for the whole run
 * @param windowEnd end of the window, exclusive; null for the whole run
 * @param rank place among the flows of the window, the largest of which is 1; null unless the
 *     largest were asked for, and then of all others as one
 * @param host machine of the trace; null unless asked for
 * @param processId PID; this and the next five: null unless in the grouping
 * @param processName name of the process that had the PID, with the service of a {@code
 *     svchost.exe}; null, too, if the traces do not tell
 * @param localAddress for a send the source
 * @param localPort for a send the source
 * @param remoteAddress for a send the destination; with a prefix length if grouped by subnets
 * @param remotePort for a send the destination
 * @param sendCount number of sends, which are no packets
 * @param sendOctets sum of their sizes in bytes: transportOctetDeltaCount (401); 2^63 - 1 if it is
 *     that or more: then what is computed from it is null, and data are not complete
 * @param sendOctetsMin smallest size, in bytes
 * @param sendOctetsMax largest size, in bytes
 * @param sendOctetsMean mean size, in bytes; this and the next: null if the sum is at its limit
 * @param sendOctetsStdDev standard deviation of the size, of the population, in bytes
 * @param sendOctetsP50 median size, in bytes, within 1 %: of n sizes in order the one with the
 *     number ceil(n / 2); this and the next two: null unless asked for
 * @param sendOctetsP95 size that 95 % of the sends do not exceed
 * @param sendOctetsP99 size that 99 % of the sends do not exceed
 * @param flowStart first send in the window, exact to 100 ns (156)
 * @param flowEnd last send in the window, exact to 100 ns (157)
 * @param flowDuration from the first to the last, in milliseconds (161)
 * @param interSendMin smallest gap between consecutive sends in the window, in milliseconds; this
 *     and the next three: null for one send, or unless asked for
 * @param interSendMean mean gap, in milliseconds
 * @param interSendMax largest gap, in milliseconds
 * @param interSendStdDev standard deviation of the gap, of the population, in milliseconds
 * @param sendTicksMin shortest time that a send took, in ticks of the trace; this and the next
 *     three: null unless asked for and measurable
 * @param sendTicksMean mean time that a send took, in ticks
 * @param sendTicksMax longest time that a send took, in ticks
 * @param tickLength length of a tick, in milliseconds: 10 or 100; null if the sends of the row do
 *     not tell
 * @param windowBitRate 8 * sendOctets / length of the window, in bit/s; null for the whole run
 * @param flowBitRate 8 * sendOctets / flowDuration, in bit/s; null if the duration is 0
 * @param remoteAddressCount different remote addresses (379), exact up to 256, else an estimate;
 *     this and the next two: null unless asked for
 * @param remoteEndpointCount different remote addresses with ports
 * @param flowCount different processes with both endpoints (3)
 * @param dataComplete false if a trace says that events or buffers were lost, or a part of it could
 *     not be read, so that sends of the window may be missing; or if a sum is at its limit
 */
@Internal
public record FlowStatistics(
    Instant windowStart,
    Instant windowEnd,
    Long rank,
    String host,
    Long processId,
    String processName,
    String localAddress,
    Integer localPort,
    String remoteAddress,
    Integer remotePort,
    long sendCount,
    long sendOctets,
    long sendOctetsMin,
    long sendOctetsMax,
    Double sendOctetsMean,
    Double sendOctetsStdDev,
    Long sendOctetsP50,
    Long sendOctetsP95,
    Long sendOctetsP99,
    Instant flowStart,
    Instant flowEnd,
    double flowDuration,
    Double interSendMin,
    Double interSendMean,
    Double interSendMax,
    Double interSendStdDev,
    Long sendTicksMin,
    Double sendTicksMean,
    Long sendTicksMax,
    Integer tickLength,
    Double windowBitRate,
    Double flowBitRate,
    Long remoteAddressCount,
    Long remoteEndpointCount,
    Long flowCount,
    boolean dataComplete) {

  private static final int MILLIS_PER_SECOND = 1_000;

  private static final Grouping NO_COLUMNS = Grouping.parse("total");
  private static final FlowKey NO_KEY = NO_COLUMNS.key(null, new SendIPV4(), null);

  /** The row of a key and window. */
  public static FlowStatistics of(final Grouping grouping, final WindowedFlow flow) {
    return of(grouping, flow.key(), flow, null);
  }

  /** The row of a key and window that is one of the largest there. */
  public static FlowStatistics ranked(
      final Grouping grouping, final WindowedFlow flow, final long rank) {
    return of(grouping, flow.key(), flow, rank);
  }

  /** The row of all other flows of a window, which has no key. */
  public static FlowStatistics other(final WindowedFlow rest) {
    return of(NO_COLUMNS, NO_KEY, rest, null);
  }

  private static FlowStatistics of(
      final Grouping grouping, final FlowKey key, final WindowedFlow flow, final Long rank) {
    final FlowAccumulator counted = flow.statistics();
    final GapSummary gaps = counted.gaps();
    return new FlowStatistics(
        flow.isOfWholeRun() ? null : Instant.ofEpochMilli(flow.windowStart()),
        flow.isOfWholeRun() ? null : Instant.ofEpochMilli(flow.windowEnd()),
        rank,
        key.host(),
        grouping.processId(key),
        key.processName(),
        grouping.localAddress(key),
        grouping.localPort(key),
        grouping.remoteAddress(key),
        grouping.remotePort(key),
        counted.sendCount,
        counted.sendOctets,
        counted.sendOctetsMin,
        counted.sendOctetsMax,
        counted.octetsMean(),
        counted.octetsStdDev(),
        counted.octetsPercentile(50),
        counted.octetsPercentile(95),
        counted.octetsPercentile(99),
        FileTime.toInstant(counted.flowStart),
        FileTime.toInstant(counted.flowEnd),
        ExactDivision.of(counted.duration(), 1, FileTime.UNITS_PER_MILLI),
        gaps.minMillis(),
        gaps.meanMillis(),
        gaps.maxMillis(),
        gaps.stdDevMillis(),
        counted.sendTicksMin(),
        counted.sendTicksMean(),
        counted.sendTicksMax(),
        counted.tickLength(),
        flow.isOfWholeRun() || counted.isAtLimit() ? null : windowBitRate(flow),
        counted.bitRate(),
        counted.remoteAddressCount(),
        counted.remoteEndpointCount(),
        counted.flowCount(),
        flow.dataComplete() && !counted.isAtLimit());
  }

  private static double windowBitRate(final WindowedFlow flow) {
    return ExactDivision.of(
        flow.statistics().sendOctets,
        ExactDivision.BITS_PER_OCTET * MILLIS_PER_SECOND,
        flow.windowMillis());
  }
}
