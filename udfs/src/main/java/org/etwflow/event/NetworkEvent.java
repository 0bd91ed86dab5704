package org.etwflow.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;
import org.etwflow.etl.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * An event of the classes TcpIp and UdpIp: see {@link EventType}. It is the completion of a request
 * of a process, not a packet, and its size includes no headers.
 *
 * <p>Fields hold unsigned values as nonnegative numbers, except {@link #connid}. Fields that not
 * every event has are null, or {@link #NO_TICKS}, where they are missing. A mutable Flink POJO: one
 * instance is reused for all events of a task, since at tens of millions of events per second an
 * object for each would dominate the run time.
 */
@PublicEvolving
public final class NetworkEvent {

  /**
   * Process of an event that names none: 4,294,967,295, which ETW also writes for a process that is
   * not known.
   */
  public static final long UNKNOWN_PROCESS = 0xFFFF_FFFFL;

  /** Value of {@link #startime} and {@link #endtime} of an event without them. */
  public static final long NO_TICKS = -1;

  /** Type of the event. */
  public EventType type = EventType.TCP_SEND_IPV4;

  /** Process of the event: uint32; the process in the record header may be another one. */
  public long processId;

  /** Bytes of data: uint32; 0 for events without data. */
  public long octets;

  /** Upper eight bytes of the local address, big-endian; 0 for IPv4. */
  public long localAddressHigh;

  /**
   * Lower eight bytes of the local address, big-endian; that of {@code ::ffff:a.b.c.d} for IPv4.
   */
  public long localAddressLow;

  /** Local port: 0 to 65,535. */
  public int localPort;

  /** Upper eight bytes of the remote address, big-endian; 0 for IPv4. */
  public long remoteAddressHigh;

  /**
   * Lower eight bytes of the remote address, big-endian; that of {@code ::ffff:a.b.c.d} for IPv4.
   */
  public long remoteAddressLow;

  /** Remote port: 0 to 65,535. */
  public int remotePort;

  /** Start of a TCP send: uint32, in undocumented ticks of about 10 or 100 ms. */
  public long startime = NO_TICKS;

  /** End of a TCP send, in the unit of {@link #startime}. */
  public long endtime = NO_TICKS;

  /** Sequence number: uint32; 0 in all traces seen. */
  public @Nullable Long seqnum;

  /**
   * Connection id: uint64, negative from 2^63 on; 0 in all traces seen, so it identifies nothing.
   */
  public @Nullable Long connid;

  /** Maximum segment size of a new connection: uint16, in bytes. */
  public @Nullable Integer mss;

  /** Whether a new connection selectively acknowledges: 0 or 1. */
  public @Nullable Integer sackopt;

  /** Whether a new connection has timestamps: 0 or 1. */
  public @Nullable Integer tsopt;

  /** Whether a new connection scales its windows: 0 or 1. */
  public @Nullable Integer wsopt;

  /** Receive window of a new connection: uint32, in bytes. */
  public @Nullable Long rcvwin;

  /** Scale of the receive window of a new connection. */
  public @Nullable Integer rcvwinscale;

  /** Scale of the send window of a new connection. */
  public @Nullable Integer sndwinscale;

  /** Address family of a failure: 2 for IPv4, 23 for IPv6. */
  public @Nullable Long addressFamily;

  /**
   * Code of a failure: 1 insufficient resources, 2 too many addresses, 3 address exists, 4 invalid
   * address, 5 other, 6 address exists in state TIME_WAIT.
   */
  public @Nullable Integer failureCode;

  /** Timestamp of the record: 100 ns since 1601-01-01 UTC. */
  public long time;

  /** The CPU that wrote the record. */
  public int cpu;

  /** Transport protocol. */
  public Protocol protocol() {
    return type.protocol();
  }

  /** Kind of the event. */
  public EventKind kind() {
    return type.kind();
  }

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

  /** Local address as text, such as {@code 10.121.106.118}; null for events without endpoints. */
  public @Nullable String localAddress() {
    return type.hasEndpoints()
        ? IpAddress.text(type.isIpv6(), localAddressHigh, localAddressLow)
        : null;
  }

  /** Remote address as text, such as {@code 2001:db8::1}; null for events without endpoints. */
  public @Nullable String remoteAddress() {
    return type.hasEndpoints()
        ? IpAddress.text(type.isIpv6(), remoteAddressHigh, remoteAddressLow)
        : null;
  }

  /** Creates a copy, for callers that keep an event. */
  public NetworkEvent copy() {
    final NetworkEvent copy = new NetworkEvent();
    copy.type = type;
    copy.processId = processId;
    copy.octets = octets;
    copy.localAddressHigh = localAddressHigh;
    copy.localAddressLow = localAddressLow;
    copy.localPort = localPort;
    copy.remoteAddressHigh = remoteAddressHigh;
    copy.remoteAddressLow = remoteAddressLow;
    copy.remotePort = remotePort;
    copy.startime = startime;
    copy.endtime = endtime;
    copy.seqnum = seqnum;
    copy.connid = connid;
    copy.mss = mss;
    copy.sackopt = sackopt;
    copy.tsopt = tsopt;
    copy.wsopt = wsopt;
    copy.rcvwin = rcvwin;
    copy.rcvwinscale = rcvwinscale;
    copy.sndwinscale = sndwinscale;
    copy.addressFamily = addressFamily;
    copy.failureCode = failureCode;
    copy.time = time;
    copy.cpu = cpu;
    return copy;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof NetworkEvent that
        && type == that.type
        && processId == that.processId
        && octets == that.octets
        && localAddressHigh == that.localAddressHigh
        && localAddressLow == that.localAddressLow
        && localPort == that.localPort
        && remoteAddressHigh == that.remoteAddressHigh
        && remoteAddressLow == that.remoteAddressLow
        && remotePort == that.remotePort
        && startime == that.startime
        && endtime == that.endtime
        && Objects.equals(seqnum, that.seqnum)
        && Objects.equals(connid, that.connid)
        && Objects.equals(mss, that.mss)
        && Objects.equals(sackopt, that.sackopt)
        && Objects.equals(tsopt, that.tsopt)
        && Objects.equals(wsopt, that.wsopt)
        && Objects.equals(rcvwin, that.rcvwin)
        && Objects.equals(rcvwinscale, that.rcvwinscale)
        && Objects.equals(sndwinscale, that.sndwinscale)
        && Objects.equals(addressFamily, that.addressFamily)
        && Objects.equals(failureCode, that.failureCode)
        && time == that.time
        && cpu == that.cpu;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        type,
        processId,
        octets,
        localAddressHigh,
        localAddressLow,
        localPort,
        remoteAddressHigh,
        remoteAddressLow,
        remotePort,
        time,
        cpu);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s{processId=%d, octets=%d, local=%s:%d, remote=%s:%d, time=%s, cpu=%d}",
        type,
        processId,
        octets,
        localAddress(),
        localPort,
        remoteAddress(),
        remotePort,
        instant(),
        cpu);
  }
}
