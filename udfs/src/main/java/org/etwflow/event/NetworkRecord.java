package org.etwflow.event;

import org.apache.flink.annotation.Internal;

/**
 * Kinds of network records: the events of the classes TcpIp and UdpIp under every header, and the
 * records of other providers that trace the network.
 */
@Internal
public enum NetworkRecord {
  /** Bytes that a process sent: the event that flows are computed from. */
  TCP_SEND_IPV4(0x060A, "TCP sends over IPv4"),
  /** Bytes that a process received. */
  TCP_RECEIVE_IPV4(0x060B, "TCP receives over IPv4"),
  /** An outgoing connection. */
  TCP_CONNECT_IPV4(0x060C, "TCP connects over IPv4"),
  /** The end of a connection. */
  TCP_DISCONNECT_IPV4(0x060D, "TCP disconnects over IPv4"),
  /** Bytes that were retransmitted. */
  TCP_RETRANSMIT_IPV4(0x060E, "TCP retransmits over IPv4"),
  /** An incoming connection. */
  TCP_ACCEPT_IPV4(0x060F, "TCP accepts over IPv4"),
  /** A repeated attempt to connect. */
  TCP_RECONNECT_IPV4(0x0610, "TCP reconnects over IPv4"),
  /** A failed request; it has no endpoints. */
  TCP_FAIL(0x0611, "TCP failures"),
  /** Bytes of a receive, reported again. */
  TCP_COPY_IPV4(0x0612, "TCP copies over IPv4"),
  /** IPv6 form of {@link #TCP_SEND_IPV4}. */
  TCP_SEND_IPV6(0x061A, "TCP sends over IPv6"),
  /** IPv6 form of {@link #TCP_RECEIVE_IPV4}. */
  TCP_RECEIVE_IPV6(0x061B, "TCP receives over IPv6"),
  /** IPv6 form of {@link #TCP_CONNECT_IPV4}. */
  TCP_CONNECT_IPV6(0x061C, "TCP connects over IPv6"),
  /** IPv6 form of {@link #TCP_DISCONNECT_IPV4}. */
  TCP_DISCONNECT_IPV6(0x061D, "TCP disconnects over IPv6"),
  /** IPv6 form of {@link #TCP_RETRANSMIT_IPV4}. */
  TCP_RETRANSMIT_IPV6(0x061E, "TCP retransmits over IPv6"),
  /** IPv6 form of {@link #TCP_ACCEPT_IPV4}. */
  TCP_ACCEPT_IPV6(0x061F, "TCP accepts over IPv6"),
  /** IPv6 form of {@link #TCP_RECONNECT_IPV4}. */
  TCP_RECONNECT_IPV6(0x0620, "TCP reconnects over IPv6"),
  /** IPv6 form of {@link #TCP_COPY_IPV4}. */
  TCP_COPY_IPV6(0x0622, "TCP copies over IPv6"),
  /** A datagram that was sent. */
  UDP_SEND_IPV4(0x080A, "UDP sends over IPv4"),
  /** A datagram that was received. */
  UDP_RECEIVE_IPV4(0x080B, "UDP receives over IPv4"),
  /** A failed request; it has no endpoints. */
  UDP_FAIL(0x0811, "UDP failures"),
  /** IPv6 form of {@link #UDP_SEND_IPV4}. */
  UDP_SEND_IPV6(0x081A, "UDP sends over IPv6"),
  /** IPv6 form of {@link #UDP_RECEIVE_IPV4}. */
  UDP_RECEIVE_IPV6(0x081B, "UDP receives over IPv6"),
  /** Records of the TCP/IP driver's provider. */
  TCPIP_DRIVER(NetworkRecord.HOOK_IDS, "events of Microsoft-Windows-TCPIP"),
  /** Packet capture records of netsh trace. */
  NDIS_CAPTURE(NetworkRecord.HOOK_IDS + 1, "packet capture events of NDIS (netsh trace)"),
  /** Packet capture records of pktmon. */
  PKTMON(NetworkRecord.HOOK_IDS + 2, "packet capture events of PktMon");

  /** Hook ids are 16 bits wide: group and type. */
  private static final int HOOK_IDS = 1 << 16;

  /** Number of counter slots for all kinds. */
  static final int SLOTS = HOOK_IDS + 3;

  private final int slot;
  private final String label;

  NetworkRecord(final int slot, final String label) {
    this.slot = slot;
    this.label = label;
  }

  /**
   * Index of the kind's counter: the hook id of an event, otherwise a number above all hook ids.
   */
  int slot() {
    return slot;
  }

  /** Name in the plural for messages. */
  public String label() {
    return label;
  }

  /** Whether the records name a process: all events of TcpIp and UdpIp do. */
  public boolean hasProcess() {
    return slot < HOOK_IDS;
  }
}
