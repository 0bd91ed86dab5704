package org.etwflow.flow;

import java.math.BigInteger;
import org.etwflow.etl.FileTime;

/**
 * What is counted of the sends of one key: integers alone, so that the result does not depend on
 * the order of merging. A mutable Flink POJO, since it is added to in place for each event.
 */
public final class FlowAccumulator {

  /** Number of sends. */
  public long sendCount;

  /** Sum of their sizes, in bytes. */
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

  /**
   * Counts a send.
   *
   * @param octets 0 to 2^32 - 1
   * @param time FILETIME
   */
  public void add(final long octets, final long time) {
    sendCount++;
    sendOctets += octets;
    sendOctetsMin = Math.min(sendOctetsMin, octets);
    sendOctetsMax = Math.max(sendOctetsMax, octets);
    flowStart = Math.min(flowStart, time);
    flowEnd = Math.max(flowEnd, time);
    addSquares(0, octets * octets);
  }

  /** Counts all that another has counted. */
  public void merge(final FlowAccumulator other) {
    sendCount += other.sendCount;
    sendOctets += other.sendOctets;
    sendOctetsMin = Math.min(sendOctetsMin, other.sendOctetsMin);
    sendOctetsMax = Math.max(sendOctetsMax, other.sendOctetsMax);
    flowStart = Math.min(flowStart, other.flowStart);
    flowEnd = Math.max(flowEnd, other.flowEnd);
    addSquares(other.sendOctetsSquaredHigh, other.sendOctetsSquaredLow);
  }

  private void addSquares(final long high, final long low) {
    sendOctetsSquaredLow += low;
    final boolean carries = Long.compareUnsigned(sendOctetsSquaredLow, low) < 0;
    sendOctetsSquaredHigh += carries ? high + 1 : high;
  }

  double octetsMean() {
    return Quotient.of(sendOctets, 1, sendCount);
  }

  /** Of the population: {@code sqrt(n * sum of squares - sum^2) / n}. */
  double octetsStdDev() {
    final BigInteger count = BigInteger.valueOf(sendCount);
    final BigInteger squares =
        BigInteger.valueOf(sendOctetsSquaredHigh)
            .shiftLeft(Long.SIZE)
            .add(new BigInteger(Long.toUnsignedString(sendOctetsSquaredLow)));
    final BigInteger sum = BigInteger.valueOf(sendOctets);
    final BigInteger deviation = count.multiply(squares).subtract(sum.multiply(sum));
    return Quotient.ofSquareRoot(deviation, sendCount);
  }

  /** From the first send to the last, in 100 ns. */
  public long duration() {
    return flowEnd - flowStart;
  }

  /** In bit/s; null if the first send is also the last. */
  public Double bitRate() {
    return duration() == 0
        ? null
        : Quotient.of(sendOctets, Quotient.BITS_PER_OCTET * FileTime.UNITS_PER_SECOND, duration());
  }
}
