package org.etwflow.event;

import static org.etwflow.event.EventKind.ACCEPT;
import static org.etwflow.event.EventKind.CONNECT;
import static org.etwflow.event.EventKind.COPY;
import static org.etwflow.event.EventKind.DISCONNECT;
import static org.etwflow.event.EventKind.FAIL;
import static org.etwflow.event.EventKind.RECEIVE;
import static org.etwflow.event.EventKind.RECONNECT;
import static org.etwflow.event.EventKind.RETRANSMIT;
import static org.etwflow.event.EventKind.SEND;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.etwflow.etl.Guid;
import org.etwflow.etl.RecordCursor;
import org.etwflow.event.PayloadLayout.Tail;
import org.jspecify.annotations.Nullable;

/**
 * Table of the events of the classes TcpIp and UdpIp, which the kernel logger, classic providers
 * and the provider Microsoft-Windows-Kernel-Network record. All of them are identified by a hook
 * id, the group and type of the kernel logger:
 *
 * <pre>
 *                                TcpIp        UdpIp
 *   kernel logger: hook id       0x0600+type  0x0800+type
 *   classic: class GUID, type    TcpIp, type  UdpIp, type
 *   manifest: event id           type         type + 32
 * </pre>
 *
 * <p>Sources: the pages of the MSNT_SystemTrace event classes, and the manifest of
 * Microsoft-Windows-Kernel-Network.
 */
@PublicEvolving
public enum EventType {
  TCP_SEND_IPV4(Protocol.TCP, 10, "SendIPV4", SEND, Tail.SEND),
  TCP_RECEIVE_IPV4(Protocol.TCP, 11, "RecvIPV4", RECEIVE, Tail.GROUP_1),
  TCP_CONNECT_IPV4(Protocol.TCP, 12, "ConnectIPV4", CONNECT, Tail.GROUP_2),
  TCP_DISCONNECT_IPV4(Protocol.TCP, 13, "DisconnectIPV4", DISCONNECT, Tail.GROUP_1),
  TCP_RETRANSMIT_IPV4(Protocol.TCP, 14, "RetransmitIPV4", RETRANSMIT, Tail.GROUP_1),
  TCP_ACCEPT_IPV4(Protocol.TCP, 15, "AcceptIPV4", ACCEPT, Tail.GROUP_2),
  TCP_RECONNECT_IPV4(Protocol.TCP, 16, "ReconnectIPV4", RECONNECT, Tail.GROUP_1),
  TCP_COPY_IPV4(Protocol.TCP, 18, "TCPCopyIPV4", COPY, Tail.GROUP_1),
  TCP_SEND_IPV6(Protocol.TCP, 26, "SendIPV6", SEND, Tail.SEND),
  TCP_RECEIVE_IPV6(Protocol.TCP, 27, "RecvIPV6", RECEIVE, Tail.GROUP_1),
  TCP_CONNECT_IPV6(Protocol.TCP, 28, "ConnectIPV6", CONNECT, Tail.GROUP_2),
  TCP_DISCONNECT_IPV6(Protocol.TCP, 29, "DisconnectIPV6", DISCONNECT, Tail.GROUP_1),
  TCP_RETRANSMIT_IPV6(Protocol.TCP, 30, "RetransmitIPV6", RETRANSMIT, Tail.GROUP_1),
  TCP_ACCEPT_IPV6(Protocol.TCP, 31, "AcceptIPV6", ACCEPT, Tail.GROUP_2),
  TCP_RECONNECT_IPV6(Protocol.TCP, 32, "ReconnectIPV6", RECONNECT, Tail.GROUP_1),
  TCP_COPY_IPV6(Protocol.TCP, 34, "TCPCopyIPV6", COPY, Tail.GROUP_1),
  TCP_FAIL(Protocol.TCP, 17, "Fail", FAIL, Tail.FAIL),
  UDP_SEND_IPV4(Protocol.UDP, 10, "SendIPV4", SEND, Tail.GROUP_1),
  UDP_RECEIVE_IPV4(Protocol.UDP, 11, "RecvIPV4", RECEIVE, Tail.GROUP_1),
  UDP_SEND_IPV6(Protocol.UDP, 26, "SendIPV6", SEND, Tail.GROUP_1),
  UDP_RECEIVE_IPV6(Protocol.UDP, 27, "RecvIPV6", RECEIVE, Tail.GROUP_1),
  UDP_FAIL(Protocol.UDP, 17, "Fail", FAIL, Tail.FAIL);

  /** Bits of the protocol number in the {@link #traits()}. */
  public static final int PROTOCOL_TRAIT = 0xFF;

  /** Bit of IPv6 in the {@link #traits()}. */
  public static final int IPV6_TRAIT = 0x100;

  /** Number of events in the table. */
  public static final int COUNT = values().length;

  /** Index of a record that is not an event of the table: the one after the last event. */
  static final int NONE = COUNT;

  private static final EventType[] TYPES = values();

  private static final Guid TCP_IP = Guid.of("9a280ac0-c8e0-11d1-84e2-00c04fb998a2");
  private static final Guid UDP_IP = Guid.of("bf3a50c5-a9c9-4988-a005-2df0b7c80f80");

  /** Offset from UdpIp event types to manifest ids; TcpIp types equal their manifest ids. */
  private static final int UDP_IDS = 32;

  private static final int FIRST_UDP_ID = 42;
  private static final int LAST_UDP_ID = 0xFF + UDP_IDS;

  /** Hook ids are 16 bits wide: group and type. */
  private static final byte[] INDEX_BY_HOOK_ID = indexByHookId();

  /** The manifest numbers its versions separately; all of them have every field. */
  private static final int VERSION_OF_MANIFEST = 2;

  private final Protocol protocol;
  private final int hookId;
  private final String event;
  private final EventKind kind;
  private final boolean isIpv6;
  private final int traits;

  // The array is not exposed.
  @SuppressWarnings("ImmutableEnumChecker")
  private final PayloadLayout[] layouts;

  EventType(
      final Protocol protocol,
      final int type,
      final String event,
      final EventKind kind,
      final Tail tail) {
    this.protocol = protocol;
    this.hookId = group(protocol) | type;
    this.event = event;
    this.kind = kind;
    this.isIpv6 = event.endsWith("IPV6");
    this.traits = protocol.number() | (isIpv6 ? IPV6_TRAIT : 0);
    this.layouts = PayloadLayout.versions(protocol, kind, isIpv6, tail);
  }

  /** Group of the kernel logger, in the upper byte of a hook id. */
  private static int group(final Protocol protocol) {
    return protocol == Protocol.TCP ? 0x0600 : 0x0800;
  }

  private static byte[] indexByHookId() {
    final byte[] indices = new byte[1 << Character.SIZE];
    Arrays.fill(indices, (byte) NONE);
    for (final EventType type : TYPES) {
      indices[type.hookId] = (byte) type.index();
    }
    return indices;
  }

  /** Index in arrays. */
  @SuppressWarnings("EnumOrdinal") // Not stored: rows and states have names.
  public int index() {
    return ordinal();
  }

  /** Returns the event with an {@linkplain #index() index}. */
  static EventType of(final int index) {
    return TYPES[index];
  }

  /**
   * Index of the event of a record; {@link #NONE} if the record is not an event of the table.
   * Called for every record.
   */
  static int indexOf(final RecordCursor record) {
    return INDEX_BY_HOOK_ID[record.isKernel() ? record.hookId() : hookIdOf(record)];
  }

  /** Whether a record is an event of the table, by its header alone. */
  @Internal
  public static boolean isEvent(final RecordCursor record) {
    return indexOf(record) != NONE;
  }

  private static int hookIdOf(final RecordCursor record) {
    return switch (record.kind()) {
      case CLASSIC -> hookIdOfClass(record);
      case MANIFEST ->
          record.hasGuid(NetworkProvider.KERNEL_NETWORK)
              ? hookIdOfManifest(record.manifestId())
              : 0;
      case KERNEL, INSTANCE, MESSAGE -> 0;
    };
  }

  private static int hookIdOfClass(final RecordCursor record) {
    if (record.hasGuid(TCP_IP)) {
      return group(Protocol.TCP) | record.classicType();
    }
    return record.hasGuid(UDP_IP) ? group(Protocol.UDP) | record.classicType() : 0;
  }

  private static int hookIdOfManifest(final int id) {
    if (id < FIRST_UDP_ID) {
      return group(Protocol.TCP) | id;
    }
    return id <= LAST_UDP_ID ? group(Protocol.UDP) | id - UDP_IDS : 0;
  }

  /**
   * Layout of the payload of a record of this event; null if the payload is too short.
   *
   * @param record positioned at the record
   */
  @Nullable PayloadLayout layoutOf(final RecordCursor record) {
    final int version =
        switch (record.kind()) {
          case MANIFEST -> VERSION_OF_MANIFEST;
          case KERNEL, CLASSIC, INSTANCE, MESSAGE -> record.version();
        };
    final PayloadLayout layout = PayloadLayout.choose(layouts, version, record.pointerSize());
    return layout.fits(record.payloadLength()) ? layout : null;
  }

  /** Transport protocol. */
  public Protocol protocol() {
    return protocol;
  }

  /** Kind of the event. */
  public EventKind kind() {
    return kind;
  }

  /** Whether the endpoints are IPv6 addresses. A failure has none. */
  public boolean isIpv6() {
    return isIpv6;
  }

  /** Protocol number and IP version in one number, for keys. */
  public int traits() {
    return traits;
  }

  /** Whether the event has a process and two endpoints: all but failures do. */
  public boolean hasEndpoints() {
    return kind != FAIL;
  }

  /** Name of the event in its class, such as {@code SendIPV4}. */
  public String event() {
    return event;
  }

  /**
   * Description for messages, such as "TCP sends over IPv4".
   *
   * @param count number of events: of 1, the description is in the singular
   */
  public String label(final long count) {
    final String one =
        switch (kind) {
          case SEND -> "send";
          case RECEIVE -> "receive";
          case CONNECT -> "connect";
          case ACCEPT -> "accept";
          case DISCONNECT -> "disconnect";
          case RECONNECT -> "reconnect";
          case RETRANSMIT -> "retransmit";
          case COPY -> "copy";
          case FAIL -> "failure";
        };
    final String several = kind == COPY ? "copies" : one + 's';
    final String name = protocol.name() + ' ' + (count == 1 ? one : several);
    return hasEndpoints() ? name + (isIpv6 ? " over IPv6" : " over IPv4") : name;
  }

  /** Name of the event with its class, such as {@code TcpIp_SendIPV4}. */
  @Override
  public String toString() {
    return (protocol == Protocol.TCP ? "TcpIp_" : "UdpIp_") + event;
  }
}
