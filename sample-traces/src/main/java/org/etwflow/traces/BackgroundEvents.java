package org.etwflow.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The records between the sends of a trace, in about the proportions of real traces: mostly context
 * switches in the trace of a kernel logger, mostly receives in that of a network provider.
 */
final class BackgroundEvents {

  /** Slots of the lookup table: one slot is a probability of 1 / 1024. */
  private static final int SLOTS = 1024;

  private static final UUID WPP_MESSAGES = UUID.fromString("5f31090b-d990-4e91-b16d-46121d0255aa");

  /** TRACE_MESSAGE flags: GUID, timestamp and system information follow the header. */
  private static final int WPP_FLAGS = 0x2A;

  private final Event[] slots = new Event[SLOTS];

  private BackgroundEvents(List<Event> events) {
    int slot = 0;
    for (final Event event : events) {
      for (int weight = event.weight(); weight > 0; weight--) {
        slots[slot++] = event;
      }
    }
    while (slot < SLOTS) {
      slots[slot++] = events.get(0);
    }
  }

  /**
   * The events that accompany sends of the given encoding. The first event fills the slots left
   * over by the weights.
   */
  static BackgroundEvents accompanying(RecordEncoding sends) {
    final RecordEncoding plain =
        new RecordEncoding(
            sends.header(), 2, sends.pointerSize(), sends.connidSize(), false, 0, false);
    final List<Event> events = new ArrayList<>();
    switch (sends.header()) {
      case SYSTEM, COMPACT, PERFINFO -> addKernel(events, plain);
      case CLASSIC, MANIFEST, CLASSIC_EVENT -> addNetwork(events, plain, 0, 20, 16, 6);
    }
    events.add(new Event(wppMessage(), 4, Fill.NOTHING));
    return new BackgroundEvents(events);
  }

  Event draw(SplitMix64 random) {
    return slots[(int) (random.next() >>> 54)];
  }

  /** Mean size of a record with its padding, in 1 / 1024 bytes. */
  int meanSizeTimes1024() {
    int sum = 0;
    for (final Event event : slots) {
      sum += (event.image().length() + 7) & ~7;
    }
    return sum;
  }

  private static void addKernel(List<Event> events, RecordEncoding network) {
    final RecordEncoding perfinfo =
        RecordEncoding.of(HeaderKind.PERFINFO).withPointerSize(network.pointerSize());
    add(events, EventClass.CONTEXT_SWITCH, perfinfo, 24, 0, Fill.NOISE);
    add(events, EventClass.READY_THREAD, perfinfo, 8, 150, Fill.NOISE);
    add(events, EventClass.DPC, perfinfo, 16, 110, Fill.NOISE);
    add(events, EventClass.SAMPLED_PROFILE, perfinfo, 16, 90, Fill.NOISE);
    add(events, EventClass.DISK_READ, perfinfo, 52, 20, Fill.NOISE);
    addNetwork(events, network, 90, 14, 10, 4);
  }

  private static void addNetwork(
      List<Event> events, RecordEncoding encoding, int receives, int udp, int ipv6, int connects) {
    final int connid = encoding.connidSize();
    add(events, EventClass.TCP_RECEIVE_IPV4, encoding, 24 + connid, receives, Fill.FLOW);
    add(events, EventClass.UDP_RECEIVE_IPV4, encoding, 24 + connid, udp, Fill.FLOW);
    add(events, EventClass.UDP_SEND_IPV4, encoding, 24 + connid, udp, Fill.FLOW);
    add(events, EventClass.TCP_RECEIVE_IPV6, encoding, 48 + connid, ipv6, Fill.NOTHING);
    add(events, EventClass.TCP_SEND_IPV6, encoding, 56 + connid, ipv6, Fill.NOTHING);
    add(events, EventClass.UDP_RECEIVE_IPV6, encoding, 48 + connid, ipv6, Fill.NOTHING);
    add(events, EventClass.TCP_CONNECT_IPV4, encoding, 40 + connid, connects, Fill.FLOW);
    add(events, EventClass.TCP_DISCONNECT_IPV4, encoding, 24 + connid, connects, Fill.FLOW);
  }

  private static void add(
      List<Event> events,
      EventClass type,
      RecordEncoding encoding,
      int payload,
      int weight,
      Fill fill) {
    final RecordImage image = RecordImage.of(type, encoding, payload);
    if (type.isIpv6()) {
      writeIpv6(image);
    }
    events.add(new Event(image, weight, fill));
  }

  /** Writes a payload of 1,440 bytes between two addresses of 2001:db8::/32 (documentation). */
  private static void writeIpv6(RecordImage image) {
    final int at = image.payloadAt();
    LittleEndianWriter.putInt(image.bytes(), at, 4);
    LittleEndianWriter.putInt(image.bytes(), at + 4, 1_440);
    for (int address = 0; address < 2; address++) {
      LittleEndianWriter.putAddress(image.bytes(), at + 8 + 16 * address, 0x20010DB8);
      LittleEndianWriter.putAddress(image.bytes(), at + 20 + 16 * address, address + 1);
    }
    LittleEndianWriter.putPort(image.bytes(), at + 40, 443);
    LittleEndianWriter.putPort(image.bytes(), at + 42, 50_443);
  }

  /**
   * A WPP record (TRACE_MESSAGE): a header of 8 bytes, the fields its flags announce, two
   * arguments.
   */
  private static RecordImage wppMessage() {
    final byte[] bytes = new byte[52];
    LittleEndianWriter.putShort(bytes, 0, bytes.length);
    bytes[3] = (byte) 0x90;
    LittleEndianWriter.putShort(bytes, 4, 31);
    LittleEndianWriter.putShort(bytes, 6, WPP_FLAGS);
    LittleEndianWriter.putGuid(bytes, 8, WPP_MESSAGES);
    LittleEndianWriter.putInt(bytes, 32, 1_912);
    LittleEndianWriter.putInt(bytes, 36, 904);
    return new RecordImage(bytes, 24, 40);
  }

  /** Payload fields that are filled in per record; the timestamp always is. */
  enum Fill {
    NOTHING,
    /** Two small random integers at the start of the payload, such as thread ids. */
    NOISE,
    /** Process, endpoints and size of a flow. */
    FLOW
  }

  /**
   * A background event.
   *
   * @param weight records of this kind among 1,024 background records
   */
  record Event(RecordImage image, int weight, Fill fill) {}
}
