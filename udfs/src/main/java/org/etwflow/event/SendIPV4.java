package org.etwflow.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;
import org.etwflow.etl.FileTime;

/**
 * A TCP send over IPv4, the event of the class page {@code TcpIp_SendIPV4}: one send request of a
 * process, when it completed. Not a packet, and no IP or TCP header is counted in its size.
 *
 * <p>The fields are named as on that page. Each is wide enough to show no unsigned value as a
 * negative one, but {@link #connid}. A mutable Flink POJO, since one instance serves for all events
 * of a task: at tens of millions of events a second, one object each is what a job spends its time
 * on.
 */
@PublicEvolving
@SuppressWarnings("MemberName")
public final class SendIPV4 {

  /** {@link #startime} and {@link #endtime} of payloads of version 0 and 1, which have neither. */
  public static final long NO_TICKS = -1;

  /** Process of the request: uint32. The record's own header names another, or none. */
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
   * Start of the request: uint32, in ticks of about 10 or 100 ms, which no document names; or
   * {@link #NO_TICKS}.
   */
  public long startime;

  /** End of the request, as {@link #startime}. */
  public long endtime;

  /** uint32; 0 in all traces seen. */
  public long seqnum;

  /** uint64, to be printed as such; 0 in all traces seen, so that it identifies nothing. */
  public long connid;

  /** When the record was written, at the end of the request: 100 ns since 1601-01-01 UTC. */
  public long time;

  /** The CPU that wrote the record. */
  public int cpu;

  /** Whether the payload told when the request started and ended. */
  public boolean hasTicks() {
    return startime != NO_TICKS;
  }

  /** Milliseconds since 1970-01-01 UTC, rounded down: Flink's event time. */
  public long timestampMillis() {
    return FileTime.toUnixMillis(time);
  }

  /** The exact time. */
  public Instant instant() {
    return FileTime.toInstant(time);
  }

  /** {@code 10.121.106.118}. */
  public String localAddress() {
    return Ipv4.text(saddr);
  }

  /** {@code 10.121.106.118:61739}. */
  public String localEndpoint() {
    return localAddress() + ':' + sport;
  }

  /** {@code 157.56.244.38}. */
  public String remoteAddress() {
    return Ipv4.text(daddr);
  }

  /** {@code 157.56.244.38:443}. */
  public String remoteEndpoint() {
    return remoteAddress() + ':' + dport;
  }

  /** Another instance with the same values: for whoever keeps an event. */
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
