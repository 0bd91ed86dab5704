package org.etwflow.traces;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads events of the TcpIp and UdpIp families back from records. It shares only the names of the
 * event types with the writer.
 */
final class TrafficParser {

  private static final int TCP_GUID = 0x9a280ac0;
  private static final int UDP_GUID = 0xbf3a50c5;
  private static final int KERNEL_NETWORK_GUID = 0x7dd42a49;

  /** Kinds by event type, from 10 on. */
  private static final String[] KINDS = {
    "SEND", "RECEIVE", "CONNECT", "DISCONNECT", "RETRANSMIT", "ACCEPT", "RECONNECT", "FAIL", "COPY"
  };

  private TrafficParser() {}

  /** An event and its record. */
  record Found(TraceParser.Event place, TrafficEvent event) {

    /** Offset of its buffer, offset in the buffer, timestamp and payload. */
    List<Object> summary() {
      return List.of(
          (long) place.buffer().fileOffset(), place.position(), place.timestamp(), event);
    }
  }

  /** All events of a trace in the order of the file, except malformed ones. */
  static List<Found> events(byte[] trace) {
    final List<Found> events = new ArrayList<>();
    for (final TraceParser.Event event : new TraceParser(trace).records()) {
      parse(event).ifPresent(parsed -> events.add(new Found(event, parsed)));
    }
    return events;
  }

  /** Parses a record; empty for a record of another class, and for a payload that ends early. */
  static Optional<TrafficEvent> parse(TraceParser.Event record) {
    final Identity identity = identify(record);
    if (identity == null) {
      return Optional.empty();
    }
    final ByteBuffer payload =
        record
            .bytes()
            .slice(identity.payloadAt(), record.bytes().limit() - identity.payloadAt())
            .order(ByteOrder.LITTLE_ENDIAN);
    return parsePayload(identity, record.kind(), payload);
  }

  /** The payload of a readable event as a reader finds it: without the fields it does not have. */
  static TrafficEvent asWritten(WrittenEvent written) {
    final TrafficEvent event = written.event();
    final RecordEncoding encoding = written.encoding();
    final TrafficType type = event.type();
    if (type.kind() == TrafficType.Kind.FAIL) {
      return TrafficEvent.failure(
          type, event.proto(), encoding.version() == 2 ? event.failureCode() : 0);
    }
    final TrafficFlow flow =
        new TrafficFlow(written.processId(), event.flow().local(), event.flow().remote());
    TrafficEvent expected = TrafficEvent.of(type, flow, event.size());
    if (encoding.version() < 2) {
      return expected;
    }
    if (type.toString().startsWith("TCP_SEND")) {
      expected = expected.withTimes(event.startTime(), event.endTime());
    }
    if (type.kind() == TrafficType.Kind.CONNECT || type.kind() == TrafficType.Kind.ACCEPT) {
      expected = expected.withOptions(event.options());
    }
    final long connid = encoding.connidSize() == 4 ? event.connid() & 0xFFFF_FFFFL : event.connid();
    return expected.withIds(event.seqnum(), connid);
  }

  /**
   * The fields of a header that identify an event.
   *
   * @param type event type of the TcpIp or UdpIp class
   */
  private record Identity(boolean isUdp, int type, int version, int payloadAt) {}

  private static @Nullable Identity identify(TraceParser.Event record) {
    if (record.u8(3) == 0x90) {
      return null;
    }
    return switch (record.kind()) {
      case 1, 2 -> kernel(record, 32);
      case 3, 4 -> kernel(record, 24);
      case 0x10, 0x11 ->
          kernel(record, 16 + (record.u16(0) >> 15) * 8 + (record.u16(0) >> 8 & 7) * 8);
      case 0x0A, 0x14 -> classic(record, record.u8(4), record.u16(6), 48);
      case 0x12, 0x13 ->
          (record.u16(4) & 0x100) != 0
              ? classic(record, record.u8(45), record.u8(42), 80)
              : manifest(record);
      default -> null;
    };
  }

  private static @Nullable Identity kernel(TraceParser.Event record, int payloadAt) {
    final int group = record.u8(7);
    return known(group == 6, group == 8, record.u8(6), record.u8(0), payloadAt);
  }

  private static @Nullable Identity classic(
      TraceParser.Event record, int type, int version, int payloadAt) {
    final int guid = record.bytes().getInt(24);
    return known(guid == TCP_GUID, guid == UDP_GUID, type, version, payloadAt);
  }

  private static @Nullable Identity manifest(TraceParser.Event record) {
    if (record.bytes().getInt(24) != KERNEL_NETWORK_GUID) {
      return null;
    }
    int payloadAt = 80;
    boolean hasItem = (record.u16(4) & 1) != 0;
    while (hasItem) {
      hasItem = (record.u16(payloadAt + 4) & 1) != 0;
      payloadAt += (record.u16(payloadAt) + 7) / 8 * 8;
    }
    final int id = record.u16(40);
    final boolean isUdp = id >= 42;
    return known(!isUdp, isUdp, isUdp ? id - 32 : id, 2, payloadAt);
  }

  private static @Nullable Identity known(
      boolean isTcp, boolean isUdp, int type, int version, int payloadAt) {
    final int last = isUdp ? 11 : 18;
    final boolean isOverIpv4 = type >= 10 && type <= last;
    final boolean isOverIpv6 = type >= 26 && type <= last + 16 && type != 33;
    final boolean isFailure = type == 17;
    return (isTcp || isUdp) && (isOverIpv4 || isOverIpv6 || isFailure)
        ? new Identity(isUdp, type, version, payloadAt)
        : null;
  }

  private static Optional<TrafficEvent> parsePayload(
      Identity identity, int kind, ByteBuffer payload) {
    final boolean ipv6 = identity.type() >= 26;
    final String name = KINDS[identity.type() - (ipv6 ? 26 : 10)];
    final String protocol = identity.isUdp() ? "UDP_" : "TCP_";
    if (name.equals("FAIL")) {
      return failure(TrafficType.valueOf(protocol + name), identity.version(), payload);
    }
    final TrafficType type = TrafficType.valueOf(protocol + name + (ipv6 ? "_IPV6" : "_IPV4"));
    if (identity.version() == 0) {
      final boolean is64Bit = kind == 2 || kind == 4 || (kind >= 0x11 && kind != 0x12);
      return identity.isUdp() ? udp0(type, is64Bit ? 8 : 4, payload) : tcp0(type, payload);
    }
    return full(type, identity.version(), payload);
  }

  private static Optional<TrafficEvent> failure(TrafficType type, int version, ByteBuffer payload) {
    if (payload.limit() < 4) {
      return Optional.empty();
    }
    return Optional.of(
        version == 1
            ? TrafficEvent.failure(type, payload.getInt(0), 0)
            : TrafficEvent.failure(type, payload.getShort(0), payload.getShort(2)));
  }

  private static Optional<TrafficEvent> tcp0(TrafficType type, ByteBuffer payload) {
    if (payload.limit() < 20) {
      return Optional.empty();
    }
    final TrafficFlow flow =
        new TrafficFlow(payload.getInt(16), endpoint(payload, 4, 10), endpoint(payload, 0, 8));
    return Optional.of(TrafficEvent.of(type, flow, payload.getInt(12)));
  }

  private static Optional<TrafficEvent> udp0(TrafficType type, int pointer, ByteBuffer payload) {
    if (payload.limit() < pointer + 16) {
      return Optional.empty();
    }
    final Endpoint source = endpoint(payload, pointer, pointer + 4);
    final Endpoint destination = endpoint(payload, pointer + 8, pointer + 12);
    final boolean isSend = type == TrafficType.UDP_SEND_IPV4;
    final TrafficFlow flow =
        new TrafficFlow(-1, isSend ? source : destination, isSend ? destination : source);
    return Optional.of(TrafficEvent.of(type, flow, payload.getShort(pointer + 6) & 0xFFFF));
  }

  private static Endpoint endpoint(ByteBuffer payload, int addressAt, int portAt) {
    return new Endpoint(ipv4(payload, addressAt), port(payload, portAt));
  }

  private static IpAddress ipv4(ByteBuffer payload, int at) {
    return IpAddress.ofIpv4(Integer.reverseBytes(payload.getInt(at)));
  }

  private static IpAddress ipv6(ByteBuffer payload, int at) {
    return IpAddress.ofIpv6(
        Long.reverseBytes(payload.getLong(at)), Long.reverseBytes(payload.getLong(at + 8)));
  }

  private static int port(ByteBuffer payload, int at) {
    return Short.reverseBytes(payload.getShort(at)) & 0xFFFF;
  }

  private static Optional<TrafficEvent> full(TrafficType type, int version, ByteBuffer payload) {
    final boolean ipv6 = type.toString().endsWith("IPV6");
    final int head = ipv6 ? 44 : 20;
    if (payload.limit() < head) {
      return Optional.empty();
    }
    final Endpoint destination =
        new Endpoint(ipv6 ? ipv6(payload, 8) : ipv4(payload, 8), port(payload, head - 4));
    final Endpoint source =
        new Endpoint(ipv6 ? ipv6(payload, 24) : ipv4(payload, 12), port(payload, head - 2));
    final boolean isFromRemote = type.toString().startsWith("UDP_RECEIVE");
    final TrafficFlow flow =
        new TrafficFlow(
            payload.getInt(0),
            isFromRemote ? destination : source,
            isFromRemote ? source : destination);
    final TrafficEvent event = TrafficEvent.of(type, flow, payload.getInt(4));
    return Optional.of(version == 1 ? event : withRest(event, head, payload));
  }

  private static TrafficEvent withRest(TrafficEvent head, int at, ByteBuffer payload) {
    TrafficEvent event = head;
    int ids = at;
    if (head.type().toString().startsWith("TCP_SEND")) {
      event = event.withTimes(payload.getInt(at), payload.getInt(at + 4));
      ids += 8;
    }
    if (head.type().toString().matches("TCP_(CONNECT|ACCEPT)_.*")) {
      event = event.withOptions(options(payload, at));
      ids += 16;
    }
    final boolean isWide = payload.limit() - ids == 12;
    final long connid =
        isWide ? payload.getLong(ids + 4) : Integer.toUnsignedLong(payload.getInt(ids + 4));
    return event.withIds(payload.getInt(ids), connid);
  }

  private static ConnectionOptions options(ByteBuffer payload, int at) {
    return new ConnectionOptions(
        payload.getShort(at) & 0xFFFF,
        payload.getShort(at + 2) & 0xFFFF,
        payload.getShort(at + 4) & 0xFFFF,
        payload.getShort(at + 6) & 0xFFFF,
        payload.getInt(at + 8),
        payload.getShort(at + 12),
        payload.getShort(at + 14));
  }
}
