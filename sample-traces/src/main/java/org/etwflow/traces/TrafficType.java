package org.etwflow.traces;

import java.util.EnumMap;
import java.util.Map;

/** Event types of the TcpIp and UdpIp families. */
public enum TrafficType {
  TCP_SEND_IPV4(Protocol.TCP, Kind.SEND, Layout.SEND, 10),
  TCP_RECEIVE_IPV4(Protocol.TCP, Kind.RECEIVE, Layout.GROUP_1, 11),
  TCP_CONNECT_IPV4(Protocol.TCP, Kind.CONNECT, Layout.GROUP_2, 12),
  TCP_DISCONNECT_IPV4(Protocol.TCP, Kind.DISCONNECT, Layout.GROUP_1, 13),
  TCP_RETRANSMIT_IPV4(Protocol.TCP, Kind.RETRANSMIT, Layout.GROUP_1, 14),
  TCP_ACCEPT_IPV4(Protocol.TCP, Kind.ACCEPT, Layout.GROUP_2, 15),
  TCP_RECONNECT_IPV4(Protocol.TCP, Kind.RECONNECT, Layout.GROUP_1, 16),
  TCP_FAIL(Protocol.TCP, Kind.FAIL, Layout.FAIL, 17),
  TCP_COPY_IPV4(Protocol.TCP, Kind.COPY, Layout.GROUP_1, 18),
  TCP_SEND_IPV6(Protocol.TCP, Kind.SEND, Layout.SEND, 26),
  TCP_RECEIVE_IPV6(Protocol.TCP, Kind.RECEIVE, Layout.GROUP_1, 27),
  TCP_CONNECT_IPV6(Protocol.TCP, Kind.CONNECT, Layout.GROUP_2, 28),
  TCP_DISCONNECT_IPV6(Protocol.TCP, Kind.DISCONNECT, Layout.GROUP_1, 29),
  TCP_RETRANSMIT_IPV6(Protocol.TCP, Kind.RETRANSMIT, Layout.GROUP_1, 30),
  TCP_ACCEPT_IPV6(Protocol.TCP, Kind.ACCEPT, Layout.GROUP_2, 31),
  TCP_RECONNECT_IPV6(Protocol.TCP, Kind.RECONNECT, Layout.GROUP_1, 32),
  TCP_COPY_IPV6(Protocol.TCP, Kind.COPY, Layout.GROUP_1, 34),
  UDP_SEND_IPV4(Protocol.UDP, Kind.SEND, Layout.GROUP_1, 10),
  UDP_RECEIVE_IPV4(Protocol.UDP, Kind.RECEIVE, Layout.GROUP_1, 11),
  UDP_FAIL(Protocol.UDP, Kind.FAIL, Layout.FAIL, 17),
  UDP_SEND_IPV6(Protocol.UDP, Kind.SEND, Layout.GROUP_1, 26),
  UDP_RECEIVE_IPV6(Protocol.UDP, Kind.RECEIVE, Layout.GROUP_1, 27);

  /** The least type of an event over IPv6. */
  private static final int FIRST_IPV6 = 26;

  /** Difference between the types of an event over IPv6 and over IPv4. */
  private static final int IPV6_OFFSET = 16;

  private static final int MANIFEST_UDP_OFFSET = 32;
  private static final int KEYWORD_IPV4 = 0x10;
  private static final int KEYWORD_IPV6 = 0x20;

  private static final Map<Kind, TrafficType> TCP_IPV4_TYPES = types(Protocol.TCP, false);
  private static final Map<Kind, TrafficType> TCP_IPV6_TYPES = types(Protocol.TCP, true);
  private static final Map<Kind, TrafficType> UDP_IPV4_TYPES = types(Protocol.UDP, false);
  private static final Map<Kind, TrafficType> UDP_IPV6_TYPES = types(Protocol.UDP, true);

  private final Protocol protocol;
  private final Kind kind;
  private final Layout layout;
  private final int type;

  TrafficType(Protocol protocol, Kind kind, Layout layout, int type) {
    this.protocol = protocol;
    this.kind = kind;
    this.layout = layout;
    this.type = type;
  }

  /**
   * Returns the type of a protocol, kind and IP version.
   *
   * @param ipv6 false for {@link Kind#FAIL}
   * @throws IllegalArgumentException if the family has no such event
   */
  public static TrafficType of(Protocol protocol, Kind kind, boolean ipv6) {
    final Map<Kind, TrafficType> types =
        protocol == Protocol.TCP
            ? (ipv6 ? TCP_IPV6_TYPES : TCP_IPV4_TYPES)
            : (ipv6 ? UDP_IPV6_TYPES : UDP_IPV4_TYPES);
    final TrafficType type = types.get(kind);
    if (type == null) {
      final String suffix = ipv6 ? " over IPv6" : "";
      throw new IllegalArgumentException("no such event: " + protocol + " " + kind + suffix);
    }
    return type;
  }

  private static Map<Kind, TrafficType> types(Protocol protocol, boolean ipv6) {
    final Map<Kind, TrafficType> types = new EnumMap<>(Kind.class);
    for (final TrafficType type : values()) {
      if (type.protocol == protocol && type.isIpv6() == ipv6) {
        types.put(type.kind, type);
      }
    }
    return types;
  }

  public Protocol protocol() {
    return protocol;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the payload has IPv6 addresses. */
  public boolean isIpv6() {
    return type >= FIRST_IPV6;
  }

  /** Whether the payload has a process, a size and two endpoints: not that of a failure. */
  public boolean hasFlow() {
    return kind != Kind.FAIL;
  }

  /** Whether saddr and sport are the remote end: in UDP receives, where they are the sender. */
  boolean isFromRemote() {
    return protocol == Protocol.UDP && kind == Kind.RECEIVE;
  }

  Layout layout() {
    return layout;
  }

  EventId id() {
    final boolean isUdp = protocol == Protocol.UDP;
    final int manifestId = isUdp ? type + MANIFEST_UDP_OFFSET : type;
    final int opcode = isIpv6() ? manifestId - IPV6_OFFSET : manifestId;
    final EventGroup group = isUdp ? EventGroup.UDP : EventGroup.TCP;
    return new EventId(group, type, manifestId, opcode, keyword());
  }

  private int keyword() {
    if (kind == Kind.FAIL) {
      return KEYWORD_IPV4 | KEYWORD_IPV6;
    }
    return isIpv6() ? KEYWORD_IPV6 : KEYWORD_IPV4;
  }

  /** Transport protocols. */
  public enum Protocol {
    TCP,
    UDP
  }

  /** Kinds of events, as seen by the process. UDP has sends, receives and failures. */
  public enum Kind {
    SEND,
    RECEIVE,
    /** A connection attempt of this machine. */
    CONNECT,
    DISCONNECT,
    RETRANSMIT,
    /** A connection attempt of the remote end. */
    ACCEPT,
    RECONNECT,
    FAIL,
    /** TCPCopy: octets copied on behalf of the user, which a receive reports too. */
    COPY
  }

  /** Payload layouts of version 2, by the names of the MOF classes. */
  enum Layout {
    /** Head, times, seqnum and connid. */
    SEND,
    /** Head, seqnum and connid. */
    GROUP_1,
    /** Head, options of the connection, seqnum and connid. */
    GROUP_2,
    /** Protocol and failure code, without a head. */
    FAIL
  }
}
