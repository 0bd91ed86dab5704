package org.etwflow.event;

import static org.etwflow.etl.LittleEndian.i64;
import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u16BigEndian;
import static org.etwflow.etl.LittleEndian.u32;
import static org.etwflow.etl.LittleEndian.u32BigEndian;

/**
 * Layout of the payload of a network event: the offset of each field in one payload version. Later
 * versions only append fields, so that an event of an unknown, later version is read as the latest
 * known one.
 *
 * <p>Version 2, and the manifest's version 0, with addresses of a = 4 or 16 bytes and a connid of w
 * = 4 or 8 bytes, which follows from the length of the payload alone:
 *
 * <pre>
 *   head      PID 4 | size 4 | daddr a | saddr a | dport 2 | sport 2
 *   SEND      head | startime 4 | endtime 4 | seqnum 4 | connid w
 *   GROUP_1   head | seqnum 4 | connid w
 *   GROUP_2   head | mss 2 | sackopt 2 | tsopt 2 | wsopt 2 | rcvwin 4
 *                  | rcvwinscale 2 | sndwinscale 2 | seqnum 4 | connid w
 *   FAIL      Proto 2 | FailureCode 2
 * </pre>
 *
 * <p>Version 1 ends after the head; that of FAIL is Proto 4. Version 0, before Windows Vista, has
 * IPv4 only, with a context of p = 4 or 8 bytes, the size of a pointer:
 *
 * <pre>
 *   TcpIp     daddr 4 | saddr 4 | dport 2 | sport 2 | size 4 | PID 4
 *   UdpIp     context p | saddr 4 | sport 2 | size 2 | daddr 4 | dport 2 | dsize 2
 * </pre>
 */
final class PayloadLayout {

  /** Fields after the head. */
  enum Tail {
    SEND,
    GROUP_1,
    GROUP_2,
    FAIL
  }

  /** Offset of a field that is not in the payload. */
  private static final int ABSENT = -1;

  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;

  /** Minimum length of the payload, with a connid of 4 bytes. */
  private int minLength;

  private boolean isIpv6;

  private int processId = ABSENT;
  private int octets = ABSENT;

  /** Bytes of {@link #octets}: 2 or 4. */
  private int octetsWidth = Integer.BYTES;

  private int localAddress = ABSENT;
  private int localPort = ABSENT;
  private int remoteAddress = ABSENT;
  private int remotePort = ABSENT;
  private int startime = ABSENT;
  private int endtime = ABSENT;
  private int seqnum = ABSENT;
  private int connid = ABSENT;

  /** Offset of mss, which sackopt to sndwinscale follow. */
  private int options = ABSENT;

  private int family = ABSENT;

  /** Bytes of {@link #family}: 2 or 4. */
  private int familyWidth = Short.BYTES;

  private int failureCode = ABSENT;

  private PayloadLayout() {}

  /** Layouts of all versions of an event, to be chosen from by {@link #choose}. */
  static PayloadLayout[] versions(
      final Protocol protocol, final EventKind kind, final boolean isIpv6, final Tail tail) {
    // saddr is the local end, except that a datagram is received from its source.
    final boolean isFromRemote = protocol == Protocol.UDP && kind == EventKind.RECEIVE;
    if (tail == Tail.FAIL) {
      final PayloadLayout first = fail(Integer.BYTES);
      return new PayloadLayout[] {first, first, first, fail(Short.BYTES)};
    }
    final PayloadLayout first = head(isIpv6, isFromRemote);
    final PayloadLayout second = head(isIpv6, isFromRemote).with(tail);
    if (isIpv6) {
      return new PayloadLayout[] {first, first, first, second};
    }
    return protocol == Protocol.TCP
        ? new PayloadLayout[] {tcpVersion0(), tcpVersion0(), first, second}
        : new PayloadLayout[] {
          udpVersion0(Integer.BYTES, isFromRemote),
          udpVersion0(Long.BYTES, isFromRemote),
          first,
          second
        };
  }

  /**
   * Chooses the layout of a payload.
   *
   * @param versions as returned by {@link #versions}
   * @param pointerSize 4 or 8
   */
  static PayloadLayout choose(
      final PayloadLayout[] versions, final int version, final int pointerSize) {
    if (version >= 2) {
      return versions[3];
    }
    return versions[version == 1 ? 2 : pointerSize / Long.BYTES];
  }

  private static PayloadLayout fail(final int familyWidth) {
    final PayloadLayout layout = new PayloadLayout();
    layout.family = 0;
    layout.familyWidth = familyWidth;
    layout.failureCode = familyWidth == Short.BYTES ? Short.BYTES : ABSENT;
    layout.minLength = Integer.BYTES;
    return layout;
  }

  private static PayloadLayout head(final boolean isIpv6, final boolean isFromRemote) {
    final PayloadLayout layout = new PayloadLayout();
    final int width = isIpv6 ? IPV6_LENGTH : IPV4_LENGTH;
    layout.isIpv6 = isIpv6;
    layout.processId = 0;
    layout.octets = 4;
    layout.setEnds(isFromRemote, 8 + width, 10 + 2 * width, 8, 8 + 2 * width);
    layout.minLength = 12 + 2 * width;
    return layout;
  }

  private static PayloadLayout tcpVersion0() {
    final PayloadLayout layout = new PayloadLayout();
    layout.setEnds(false, 4, 10, 0, 8);
    layout.octets = 12;
    layout.processId = 16;
    layout.minLength = 20;
    return layout;
  }

  private static PayloadLayout udpVersion0(final int context, final boolean isFromRemote) {
    final PayloadLayout layout = new PayloadLayout();
    layout.setEnds(isFromRemote, context, context + 4, context + 8, context + 12);
    layout.octets = context + 6;
    layout.octetsWidth = Short.BYTES;
    layout.minLength = context + 16;
    return layout;
  }

  private void setEnds(
      final boolean isFromRemote,
      final int sourceAddress,
      final int sourcePort,
      final int destinationAddress,
      final int destinationPort) {
    localAddress = isFromRemote ? destinationAddress : sourceAddress;
    localPort = isFromRemote ? destinationPort : sourcePort;
    remoteAddress = isFromRemote ? sourceAddress : destinationAddress;
    remotePort = isFromRemote ? sourcePort : destinationPort;
  }

  private PayloadLayout with(final Tail tail) {
    int at = minLength;
    if (tail == Tail.SEND) {
      startime = at;
      endtime = at + 4;
      at += 8;
    } else if (tail == Tail.GROUP_2) {
      options = at;
      at += 16;
    }
    seqnum = at;
    connid = at + 4;
    minLength = at + 8;
    return this;
  }

  /** Whether a payload has all fields. */
  boolean fits(final int length) {
    return length >= minLength;
  }

  /** Reads the fields that every event has, and the ticks. */
  void read(final byte[] bytes, final int at, final NetworkEvent into) {
    into.processId = processId(bytes, at);
    into.octets = octets(bytes, at);
    into.startime = startime(bytes, at);
    into.endtime = endtime(bytes, at);
    if (localAddress == ABSENT) {
      readNoEndpoints(into);
      return;
    }
    into.localPort = localPort(bytes, at);
    into.remotePort = remotePort(bytes, at);
    if (isIpv6) {
      into.localAddressHigh = i64BigEndian(bytes, at + localAddress);
      into.localAddressLow = i64BigEndian(bytes, at + localAddress + Long.BYTES);
      into.remoteAddressHigh = i64BigEndian(bytes, at + remoteAddress);
      into.remoteAddressLow = i64BigEndian(bytes, at + remoteAddress + Long.BYTES);
    } else {
      into.localAddressHigh = 0;
      into.localAddressLow = IpAddress.IPV4_MAPPED | localIpv4(bytes, at);
      into.remoteAddressHigh = 0;
      into.remoteAddressLow = IpAddress.IPV4_MAPPED | remoteIpv4(bytes, at);
    }
  }

  private static void readNoEndpoints(final NetworkEvent into) {
    into.localAddressHigh = 0;
    into.localAddressLow = 0;
    into.localPort = 0;
    into.remoteAddressHigh = 0;
    into.remoteAddressLow = 0;
    into.remotePort = 0;
  }

  /** Reads the fields that not every event has, except the ticks. */
  void readDetails(final byte[] bytes, final int at, final int length, final NetworkEvent into) {
    into.seqnum = seqnum == ABSENT ? null : (Long) seqnum(bytes, at);
    into.connid = connid == ABSENT ? null : (Long) connid(bytes, at, length);
    readOptions(bytes, at, into);
    into.addressFamily = family == ABSENT ? null : (Long) family(bytes, at);
    into.failureCode = failureCode == ABSENT ? null : (Integer) u16(bytes, at + failureCode);
  }

  private void readOptions(final byte[] bytes, final int at, final NetworkEvent into) {
    final boolean isAbsent = options == ABSENT;
    final int from = at + options;
    into.mss = isAbsent ? null : (Integer) u16(bytes, from);
    into.sackopt = isAbsent ? null : (Integer) u16(bytes, from + 2);
    into.tsopt = isAbsent ? null : (Integer) u16(bytes, from + 4);
    into.wsopt = isAbsent ? null : (Integer) u16(bytes, from + 6);
    into.rcvwin = isAbsent ? null : (Long) u32(bytes, from + 8);
    into.rcvwinscale = isAbsent ? null : (Integer) i16(bytes, from + 12);
    into.sndwinscale = isAbsent ? null : (Integer) i16(bytes, from + 14);
  }

  private static int i16(final byte[] bytes, final int at) {
    return (short) u16(bytes, at);
  }

  private static long i64BigEndian(final byte[] bytes, final int at) {
    return Long.reverseBytes(i64(bytes, at));
  }

  /** The process: uint32; {@link NetworkEvent#UNKNOWN_PROCESS} if the payload has none. */
  long processId(final byte[] bytes, final int at) {
    return processId == ABSENT ? NetworkEvent.UNKNOWN_PROCESS : u32(bytes, at + processId);
  }

  /** Bytes of data: uint32; 0 if the payload has no size. */
  long octets(final byte[] bytes, final int at) {
    if (octets == ABSENT) {
      return 0;
    }
    return octetsWidth == Integer.BYTES ? u32(bytes, at + octets) : u16(bytes, at + octets);
  }

  /** Local IPv4 address: uint32. */
  long localIpv4(final byte[] bytes, final int at) {
    return u32BigEndian(bytes, at + localAddress);
  }

  /** Remote IPv4 address: uint32. */
  long remoteIpv4(final byte[] bytes, final int at) {
    return u32BigEndian(bytes, at + remoteAddress);
  }

  /** Local port: uint16. */
  int localPort(final byte[] bytes, final int at) {
    return u16BigEndian(bytes, at + localPort);
  }

  /** Remote port: uint16. */
  int remotePort(final byte[] bytes, final int at) {
    return u16BigEndian(bytes, at + remotePort);
  }

  /** Start of the request: uint32; {@link NetworkEvent#NO_TICKS} if the payload has none. */
  long startime(final byte[] bytes, final int at) {
    return startime == ABSENT ? NetworkEvent.NO_TICKS : u32(bytes, at + startime);
  }

  /** End of the request: uint32; {@link NetworkEvent#NO_TICKS} if the payload has none. */
  long endtime(final byte[] bytes, final int at) {
    return endtime == ABSENT ? NetworkEvent.NO_TICKS : u32(bytes, at + endtime);
  }

  /** Sequence number: uint32; 0 if the payload has none. */
  long seqnum(final byte[] bytes, final int at) {
    return seqnum == ABSENT ? 0 : u32(bytes, at + seqnum);
  }

  /** Connection id: uint64; 0 if the payload has none. */
  long connid(final byte[] bytes, final int at, final int length) {
    if (connid == ABSENT) {
      return 0;
    }
    // The payload's length shows the size of connid: x64 traces of build 17763 have 4 bytes.
    return length >= connid + Long.BYTES ? i64(bytes, at + connid) : u32(bytes, at + connid);
  }

  private long family(final byte[] bytes, final int at) {
    return familyWidth == Short.BYTES ? u16(bytes, at + family) : u32(bytes, at + family);
  }
}
