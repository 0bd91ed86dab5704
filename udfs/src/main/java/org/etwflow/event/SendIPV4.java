package org.etwflow.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;
import org.etwflow.etl.FileTime;

/**
 * A TCP send over IPv4, documented as {@code TcpIp_SendIPV4}: a completed send request of a
 * process. It is not a packet, and its size includes no IP or TCP headers.
 *
 * <p>The fields have the names of the documentation. They hold unsigned values as nonnegative
 * numbers, except {@link #connid}. A mutable Flink POJO: one instance is reused for all events of a
 * task, since at tens of millions of events per second an object for each would dominate the run
 * time.
 */
@PublicEvolving
@SuppressWarnings("MemberName")
public final class SendIPV4 {

  /** Value of {@link #startime} and {@link #endtime} of payload versions 0 and 1, without times. */
  public static final long NO_TICKS = -1;

  /** Process of the request: uint32; the process in the record header may be another one. */
  public long PID;

  /** Bytes of payload: uint32. */
  public long size;

  /** Remote IPv4 address: uint32, host order. */
  public long daddr;

  /** Local IPv4 address: uint32, host order. */
  public long saddr;

  /** Remote port, host order: 0 to 65,535. */
  public int dport;

  /** Local port, host order: 0 to 65,535. */
  public int sport;

  /**
   * Start of the request: uint32, in undocumented ticks of about 10 or 100 ms; or {@link
   * #NO_TICKS}.
   */
  public long startime;

  /** End of the request, in the unit of {@link #startime}. */
  public long endtime;

  /** Sequence number: uint32; 0 in all traces seen. */
  public long seqnum;

  /**
   * Connection id: uint64, negative from 2^63 on; 0 in all traces seen, so it identifies nothing.
   */
  public long connid;

  /** Timestamp of the record, at the end of the request: 100 ns since 1601-01-01 UTC. */
  public long time;

  /** The CPU that wrote the record. */
  public int cpu;

  /** Whether {@link #startime} and {@link #endtime} were recorded. */
  public boolean hasTicks() {
    return startime != NO_TICKS;
  }

  /** Flink's event time: milliseconds since 1970-01-01 UTC, rounded down. */
  public long timestampMillis() {
    return FileTime.toUnixMillis(time);
  }

  /** Exact timestamp of the record. */
  public Instant instant() {
    return FileTime.toInstant(time);
  }

  /** Local address, such as {@code 10.121.106.118}. */
  public String localAddress() {
    return IpAddress.ipv4(saddr);
  }

  /** Local address and port, such as {@code 10.121.106.118:61739}. */
  public String localEndpoint() {
    return localAddress() + ':' + sport;
  }

  /** Remote address, such as {@code 157.56.244.38}. */
  public String remoteAddress() {
    return IpAddress.ipv4(daddr);
  }

  /** Remote address and port, such as {@code 157.56.244.38:443}. */
  public String remoteEndpoint() {
    return remoteAddress() + ':' + dport;
  }

  /** Creates a copy, for callers that keep an event. */
  public SendIPV4 copy() {
    final SendIPV4 copy = new SendIPV4();
    copy.PID = PID;
    copy.size = size;
    copy.daddr = daddr;
    copy.saddr = saddr;
    copy.dport = dport;
    copy.sport = sport;
    copy.startime = startime;
    copy.endtime = endtime;
    copy.seqnum = seqnum;
    copy.connid = connid;
    copy.time = time;
    copy.cpu = cpu;
    return copy;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof SendIPV4 that
        && PID == that.PID
        && size == that.size
        && daddr == that.daddr
        && saddr == that.saddr
        && dport == that.dport
        && sport == that.sport
        && startime == that.startime
        && endtime == that.endtime
        && seqnum == that.seqnum
        && connid == that.connid
        && time == that.time
        && cpu == that.cpu;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        PID, size, daddr, saddr, dport, sport, startime, endtime, seqnum, connid, time, cpu);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "SendIPV4{PID=%d, size=%d, %s -> %s, startime=%d, endtime=%d, seqnum=%d, connid=%s, time=%s, cpu=%d}",
        PID,
        size,
        localEndpoint(),
        remoteEndpoint(),
        startime,
        endtime,
        seqnum,
        Long.toUnsignedString(connid),
        instant(),
        cpu);
  }
}
