package org.etwflow.flow;

import java.time.Instant;
import org.etwflow.etl.FileTime;

/**
 * A row: one key in one window. Names and units are those of IPFIX's Information Elements where one
 * means the same. Statistics that are no integers are the double nearest to the exact value.
 *
 * @param windowStart start of the window, inclusive; null for the whole run
 * @param windowEnd end of the window, exclusive; null for the whole run
 * @param host machine of the trace; null unless asked for
 * @param processId PID; this and the next five: null unless in the grouping
 * @param processName name of the process that had the PID, with the service of a {@code
 *     svchost.exe}; null, too, if the traces do not tell
 * @param localAddress for a send the source
 * @param localPort for a send the source
 * @param remoteAddress for a send the destination; with a prefix length if grouped by subnets
 * @param remotePort for a send the destination
 * @param sendCount number of sends, which are no packets
 * @param sendOctets sum of their sizes in bytes: transportOctetDeltaCount (401)
 * @param sendOctetsMin smallest size, in bytes
 * @param sendOctetsMax largest size, in bytes
 * @param sendOctetsMean mean size, in bytes
 * @param sendOctetsStdDev standard deviation of the size, of the population, in bytes
 * @param sendOctetsP50 median size, in bytes, within 1 %: of n sizes in order the one with the
 *     number ceil(n / 2); this and the next two: null unless asked for
 * @param sendOctetsP95 size that 95 % of the sends do not exceed
 * @param sendOctetsP99 size that 99 % of the sends do not exceed
 * @param flowStart first send in the window, exact to 100 ns (156)
 * @param flowEnd last send in the window, exact to 100 ns (157)
 * @param flowDuration from the first to the last, in milliseconds (161)
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
 */
public record FlowStatistics(
    Instant windowStart,
    Instant windowEnd,
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
    double sendOctetsMean,
    double sendOctetsStdDev,
    Long sendOctetsP50,
    Long sendOctetsP95,
    Long sendOctetsP99,
    Instant flowStart,
    Instant flowEnd,
    double flowDuration,
    Long sendTicksMin,
    Double sendTicksMean,
    Long sendTicksMax,
    Integer tickLength,
    Double windowBitRate,
    Double flowBitRate,
    Long remoteAddressCount,
    Long remoteEndpointCount,
    Long flowCount) {

  private static final int MILLIS_PER_SECOND = 1_000;

  /**
   * The row of a key and window.
   *
   * @param windowStart milliseconds since 1970-01-01 UTC
   * @param windowEnd milliseconds since 1970-01-01 UTC
   * @param counted at least one send
   */
  public static FlowStatistics of(
      final Grouping grouping,
      final FlowKey key,
      final long windowStart,
      final long windowEnd,
      final FlowAccumulator counted) {
    return of(
        grouping,
        key,
        Instant.ofEpochMilli(windowStart),
        Instant.ofEpochMilli(windowEnd),
        Quotient.of(
            counted.sendOctets,
            Quotient.BITS_PER_OCTET * MILLIS_PER_SECOND,
            windowEnd - windowStart),
        counted);
  }

  /**
   * The row of a key in the whole run, which has no bounds of its own.
   *
   * @param counted at least one send
   */
  public static FlowStatistics ofWholeRun(
      final Grouping grouping, final FlowKey key, final FlowAccumulator counted) {
    return of(grouping, key, null, null, null, counted);
  }

  private static FlowStatistics of(
      final Grouping grouping,
      final FlowKey key,
      final Instant windowStart,
      final Instant windowEnd,
      final Double windowBitRate,
      final FlowAccumulator counted) {
    return new FlowStatistics(
        windowStart,
        windowEnd,
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
        Quotient.of(counted.duration(), 1, FileTime.UNITS_PER_MILLI),
        counted.sendTicksMin(),
        counted.sendTicksMean(),
        counted.sendTicksMax(),
        counted.tickLength(),
        windowBitRate,
        counted.bitRate(),
        counted.remoteAddressCount(),
        counted.remoteEndpointCount(),
        counted.flowCount());
  }
}
