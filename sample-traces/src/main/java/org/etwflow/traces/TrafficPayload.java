package org.etwflow.traces;

import org.etwflow.traces.TrafficType.Layout;
import org.etwflow.traces.TrafficType.Protocol;

/**
 * Writes the payloads of the TcpIp and UdpIp families.
 *
 * <pre>
 * version 2, and manifest events:
 *   head       PID 4, size 4, daddr 4 or 16, saddr 4 or 16, dport 2, sport 2
 *   SEND       head, startime 4, endtime 4, seqnum 4, connid 4 or 8
 *   GROUP_1    head, seqnum 4, connid 4 or 8
 *   GROUP_2    head, mss 2, sackopt 2, tsopt 2, wsopt 2, rcvwin 4, rcvwinscale 2, sndwinscale 2,
 *              seqnum 4, connid 4 or 8
 *   FAIL       proto 2, failure code 2
 * version 1:
 *   SEND, GROUP_1, GROUP_2   head
 *   FAIL       proto 4
 * version 0:
 *   TcpIp      daddr 4, saddr 4, dport 2, sport 2, size 4, PID 4
 *   UdpIp      context 4 or 8, saddr 4, sport 2, size 2, daddr 4, dport 2, dsize 2
 * </pre>
 */
final class TrafficPayload {

  private static final int HEAD_IPV4 = 20;
  private static final int HEAD_IPV6 = 44;
  private static final int TIMES = 8;
  private static final int OPTIONS = 16;
  private static final int FAIL = 4;

  /** Context of all UdpIp events of version 0: the address of a kernel object. */
  private static final long CONTEXT = 0xFFFFFA80_0589C3D0L;

  private TrafficPayload() {}

  /** Size of a payload in bytes. */
  static int size(TrafficType type, RecordEncoding encoding) {
    if (type.layout() == Layout.FAIL) {
      return FAIL;
    }
    if (encoding.version() == 0 && type.protocol() == Protocol.UDP) {
      return encoding.pointerSize() + 16;
    }
    final int head = type.isIpv6() ? HEAD_IPV6 : HEAD_IPV4;
    return encoding.version() < 2 ? head : head + extraSize(type) + 4 + encoding.connidSize();
  }

  /** Size of the fields between head and seqnum. */
  private static int extraSize(TrafficType type) {
    return switch (type.layout()) {
      case SEND -> TIMES;
      case GROUP_2 -> OPTIONS;
      case GROUP_1, FAIL -> 0;
    };
  }

  /**
   * Checks that an encoding has a payload for an event.
   *
   * @throws IllegalArgumentException if it has none
   */
  static void check(TrafficType type, RecordEncoding encoding, int size) {
    if (encoding.version() > 0) {
      return;
    }
    if (type.isIpv6() || type.layout() == Layout.FAIL) {
      throw new IllegalArgumentException("version 0 has no payload for " + type);
    }
    if (type.protocol() == Protocol.UDP && size >>> 16 != 0) {
      throw new IllegalArgumentException("version 0 of UdpIp has a size of 16 bits, not " + size);
    }
  }

  static void write(byte[] bytes, int at, RecordEncoding encoding, TrafficEvent event) {
    final TrafficType type = event.type();
    if (type.layout() == Layout.FAIL) {
      writeFailure(bytes, at, encoding.version(), event);
      return;
    }
    writeHead(bytes, at, encoding, type, event.flow(), event.size());
    if (encoding.version() < 2) {
      return;
    }
    switch (type.layout()) {
      case SEND -> writeTimes(bytes, at, type, event.startTime(), event.endTime());
      case GROUP_2 -> writeOptions(bytes, at + headSize(type), event.options());
      case GROUP_1, FAIL -> {}
    }
    final int ids = at + headSize(type) + extraSize(type);
    LittleEndianWriter.putInt(bytes, ids, event.seqnum());
    LittleEndianWriter.putPointer(bytes, ids + 4, encoding.connidSize(), event.connid());
  }

  /** Writes process, size and endpoints: the whole payload of versions 0 and 1. */
  static void writeHead(
      byte[] bytes, int at, RecordEncoding encoding, TrafficType type, TrafficFlow flow, int size) {
    final Endpoint source = type.isFromRemote() ? flow.remote() : flow.local();
    final Endpoint destination = type.isFromRemote() ? flow.local() : flow.remote();
    if (encoding.version() == 0) {
      writeVersion0(bytes, at, encoding, type, flow.processId(), size, source, destination);
      return;
    }
    LittleEndianWriter.putInt(bytes, at, flow.processId());
    LittleEndianWriter.putInt(bytes, at + 4, size);
    writeEndpoints(bytes, at + 8, source, destination);
  }

  /** Writes the times of a TCP send of version 2. */
  static void writeTimes(byte[] bytes, int at, TrafficType type, int startTime, int endTime) {
    LittleEndianWriter.putInt(bytes, at + headSize(type), startTime);
    LittleEndianWriter.putInt(bytes, at + headSize(type) + 4, endTime);
  }

  private static int headSize(TrafficType type) {
    return type.isIpv6() ? HEAD_IPV6 : HEAD_IPV4;
  }

  private static void writeVersion0(
      byte[] bytes,
      int at,
      RecordEncoding encoding,
      TrafficType type,
      int processId,
      int size,
      Endpoint source,
      Endpoint destination) {
    if (type.protocol() == Protocol.TCP) {
      writeEndpoints(bytes, at, source, destination);
      LittleEndianWriter.putInt(bytes, at + 12, size);
      LittleEndianWriter.putInt(bytes, at + 16, processId);
      return;
    }
    LittleEndianWriter.putPointer(bytes, at, encoding.pointerSize(), CONTEXT);
    writeSized(bytes, at + encoding.pointerSize(), source, size);
    writeSized(bytes, at + encoding.pointerSize() + 8, destination, size);
  }

  private static void writeSized(byte[] bytes, int at, Endpoint endpoint, int size) {
    LittleEndianWriter.putAddress(bytes, at, endpoint.address());
    LittleEndianWriter.putPort(bytes, at + 4, endpoint.port());
    LittleEndianWriter.putShort(bytes, at + 6, size);
  }

  private static void writeEndpoints(byte[] bytes, int at, Endpoint source, Endpoint destination) {
    final int width = source.address().isIpv6() ? 16 : 4;
    LittleEndianWriter.putAddress(bytes, at, destination.address());
    LittleEndianWriter.putAddress(bytes, at + width, source.address());
    LittleEndianWriter.putPort(bytes, at + 2 * width, destination.port());
    LittleEndianWriter.putPort(bytes, at + 2 * width + 2, source.port());
  }

  private static void writeOptions(byte[] bytes, int at, ConnectionOptions options) {
    LittleEndianWriter.putShort(bytes, at, options.mss());
    LittleEndianWriter.putShort(bytes, at + 2, options.sackopt());
    LittleEndianWriter.putShort(bytes, at + 4, options.tsopt());
    LittleEndianWriter.putShort(bytes, at + 6, options.wsopt());
    LittleEndianWriter.putInt(bytes, at + 8, options.rcvwin());
    LittleEndianWriter.putShort(bytes, at + 12, options.rcvwinscale());
    LittleEndianWriter.putShort(bytes, at + 14, options.sndwinscale());
  }

  private static void writeFailure(byte[] bytes, int at, int version, TrafficEvent event) {
    if (version < 2) {
      LittleEndianWriter.putInt(bytes, at, event.proto());
      return;
    }
    LittleEndianWriter.putShort(bytes, at, event.proto());
    LittleEndianWriter.putShort(bytes, at + 2, event.failureCode());
  }
}
