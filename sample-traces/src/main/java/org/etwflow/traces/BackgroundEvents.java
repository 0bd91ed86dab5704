package org.etwflow.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The records between the sends of a trace, in about the proportions of real traces: mostly context
 * switches in the trace of a kernel logger, mostly receives in that of a network provider. Where
 * the network is simulated in full, only the other records are background.
 */
final class BackgroundEvents {

  /** Slots of the lookup table: one slot is a probability of 1 / 1024. */
  private static final int SLOTS = 1024;

  private static final UUID WPP_MESSAGES = UUID.fromString("5f31090b-d990-4e91-b16d-46121d0255aa");

  /** TRACE_MESSAGE flags: GUID, timestamp and system information follow the header. */
  private static final int WPP_FLAGS = 0x2A;

  /** The flow of all events over IPv6, between addresses of 2001:db8::/32 (documentation). */
  private static final TrafficFlow IPV6_FLOW =
      TrafficFlow.of(4, "2001:db8::2", 50_443, "2001:db8::1", 443);

  private final Event[] slots = new Event[SLOTS];

  private BackgroundEvents(List<Weighted> events) {
    int slot = 0;
    for (final Weighted kind : events) {
      for (int weight = kind.weight(); weight > 0; weight--) {
        slots[slot++] = kind.event();
      }
    }
    while (slot < SLOTS) {
      slots[slot++] = events.get(0).event();
    }
  }

  /**
   * The events that accompany sends of the given encoding. The first event fills the slots left
   * over by the weights.
   *
   * @param hasNetwork whether other network events are among them
   */
  static BackgroundEvents accompanying(RecordEncoding sends, boolean hasNetwork) {
    final RecordEncoding plain =
        new RecordEncoding(
            sends.header(), 2, sends.pointerSize(), sends.connidSize(), false, 0, false);
    final List<Weighted> events = new ArrayList<>();
    final boolean isKernelTrace =
        switch (sends.header()) {
          case SYSTEM, COMPACT, PERFINFO -> true;
          case CLASSIC, MANIFEST, CLASSIC_EVENT -> false;
        };
    if (isKernelTrace) {
      addKernel(events, plain);
    }
    if (hasNetwork && isKernelTrace) {
      addNetwork(events, plain, 90, 14, 10, 4);
    } else if (hasNetwork) {
      addNetwork(events, plain, 0, 20, 16, 6);
    }
    events.add(new Weighted(new Other(wppMessage(), false), 4));
    return new BackgroundEvents(events);
  }

  Event draw(SplitMix64 random) {
    return slots[(int) (random.next() >>> 54)];
  }

  /** Mean size of a record with its padding, in 1 / 1024 bytes. */
  int meanSizeTimes1024() {
    int sum = 0;
    for (final Event event : slots) {
      sum += (event.length() + 7) & ~7;
    }
    return sum;
  }

  private static void addKernel(List<Weighted> events, RecordEncoding network) {
    final RecordEncoding perfinfo =
        RecordEncoding.of(HeaderKind.PERFINFO).withPointerSize(network.pointerSize());
    addNoise(events, EventClass.CONTEXT_SWITCH, perfinfo, 24, 0);
    addNoise(events, EventClass.READY_THREAD, perfinfo, 8, 150);
    addNoise(events, EventClass.DPC, perfinfo, 16, 110);
    addNoise(events, EventClass.SAMPLED_PROFILE, perfinfo, 16, 90);
    addNoise(events, EventClass.DISK_READ, perfinfo, 52, 20);
  }

  private static void addNetwork(
      List<Weighted> events,
      RecordEncoding encoding,
      int receives,
      int udp,
      int ipv6,
      int connects) {
    addFlow(events, TrafficType.TCP_RECEIVE_IPV4, encoding, receives);
    addFlow(events, TrafficType.UDP_RECEIVE_IPV4, encoding, udp);
    addFlow(events, TrafficType.UDP_SEND_IPV4, encoding, udp);
    addFixed(events, TrafficType.TCP_RECEIVE_IPV6, encoding, ipv6);
    addFixed(events, TrafficType.TCP_SEND_IPV6, encoding, ipv6);
    addFixed(events, TrafficType.UDP_RECEIVE_IPV6, encoding, ipv6);
    addFlow(events, TrafficType.TCP_CONNECT_IPV4, encoding, connects);
    addFlow(events, TrafficType.TCP_DISCONNECT_IPV4, encoding, connects);
  }

  private static void addNoise(
      List<Weighted> events, EventClass type, RecordEncoding encoding, int payload, int weight) {
    final RecordImage image = RecordImage.of(type.id(), encoding, payload);
    events.add(new Weighted(new Other(image, true), weight));
  }

  private static void addFlow(
      List<Weighted> events, TrafficType type, RecordEncoding encoding, int weight) {
    events.add(new Weighted(new Network(type, encoding, null), weight));
  }

  private static void addFixed(
      List<Weighted> events, TrafficType type, RecordEncoding encoding, int weight) {
    final TrafficFlow flow = type.isFromRemote() ? IPV6_FLOW.reversed() : IPV6_FLOW;
    events.add(new Weighted(new Network(type, encoding, flow), weight));
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

  /** A background event. */
  sealed interface Event {

    /** Size of its record before padding. */
    int length();
  }

  /**
   * An event of another class than those of the network.
   *
   * @param isNoisy whether its payload starts with two small random integers, such as thread ids
   */
  record Other(RecordImage image, boolean isNoisy) implements Event {

    @Override
    public int length() {
      return image.length();
    }
  }

  /**
   * An event of the TcpIp or UdpIp family.
   *
   * @param flow its flow; null for a random one
   */
  record Network(TrafficType type, RecordEncoding encoding, @Nullable TrafficFlow flow)
      implements Event {

    @Override
    public int length() {
      return encoding.header().size() + TrafficPayload.size(type, encoding);
    }

    /** Bytes sent or received. */
    int size() {
      return flow == null ? 1_460 : 1_440;
    }
  }

  /**
   * A kind of background event and its frequency.
   *
   * @param weight records of this kind among 1,024 background records
   */
  private record Weighted(Event event, int weight) {}
}
