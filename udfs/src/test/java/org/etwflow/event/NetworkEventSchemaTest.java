package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.Bytes.bytes;
import static org.etwflow.testing.Sends.KERNEL_NETWORK;
import static org.etwflow.testing.Sends.TCP_IP;
import static org.etwflow.testing.Sends.UDP_IP;
import static org.etwflow.testing.TraceBytes.START_TICKS;
import static org.etwflow.testing.TraceBytes.START_TIME;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.etwflow.testing.BufferBytes;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every event under every header, in every version of its payload. */
class NetworkEventSchemaTest {

  private static final int BUFFER_SIZE = 1 << 20;
  private static final int SMALL_BUFFER_SIZE = 1 << 13;
  private static final int CPU = 3;
  private static final Map<EventType, Integer> CLASS_TYPES = classTypes();

  /** Headers of a record, with the size of a pointer on the host. */
  private enum Header {
    SYSTEM_32(4),
    SYSTEM_64(8),
    COMPACT_32(4),
    COMPACT_64(8),
    PERFINFO_32(4),
    PERFINFO_64(8),
    CLASSIC_32(4),
    CLASSIC_64(8),
    CLASSIC_EVENT_32(4),
    CLASSIC_EVENT_64(8),
    MANIFEST_32(4),
    MANIFEST_64(8);

    private final int pointerSize;

    Header(final int pointerSize) {
      this.pointerSize = pointerSize;
    }

    private boolean isManifest() {
      return this == MANIFEST_32 || this == MANIFEST_64;
    }

    private byte[] record(
        final EventType type, final int version, final long time, final byte... payload) {
      final boolean isTcp = type.protocol() == Protocol.TCP;
      final int classType = CLASS_TYPES.get(type);
      final int hook = (isTcp ? 0x0600 : 0x0800) + classType;
      final String guid = isTcp ? TCP_IP : UDP_IP;
      final int id = isTcp ? classType : classType + 32;
      return switch (this) {
        case SYSTEM_32 -> RecordBytes.system(0x01, version, hook, time, payload);
        case SYSTEM_64 -> RecordBytes.system(0x02, version, hook, time, payload);
        case COMPACT_32 -> RecordBytes.compact(0x03, version, hook, time, payload);
        case COMPACT_64 -> RecordBytes.compact(0x04, version, hook, time, payload);
        case PERFINFO_32 -> RecordBytes.perfinfo(0x10, version, hook, time, payload);
        case PERFINFO_64 -> RecordBytes.perfinfo(0x11, version, hook, time, payload);
        case CLASSIC_32 -> RecordBytes.classic(0x0A, guid, classType, version, time, payload);
        case CLASSIC_64 -> RecordBytes.classic(0x14, guid, classType, version, time, payload);
        case CLASSIC_EVENT_32 ->
            RecordBytes.classicEvent(0x12, guid, classType, version, time, payload);
        case CLASSIC_EVENT_64 ->
            RecordBytes.classicEvent(0x13, guid, classType, version, time, payload);
        case MANIFEST_32 ->
            RecordBytes.manifest(0x12, KERNEL_NETWORK, id, version, 0, time, payload);
        case MANIFEST_64 ->
            RecordBytes.manifest(0x13, KERNEL_NETWORK, id, version, 0, time, payload);
      };
    }
  }

  private static Map<EventType, Integer> classTypes() {
    final Map<EventType, Integer> types = new EnumMap<>(EventType.class);
    types.put(EventType.TCP_SEND_IPV4, 10);
    types.put(EventType.TCP_RECEIVE_IPV4, 11);
    types.put(EventType.TCP_CONNECT_IPV4, 12);
    types.put(EventType.TCP_DISCONNECT_IPV4, 13);
    types.put(EventType.TCP_RETRANSMIT_IPV4, 14);
    types.put(EventType.TCP_ACCEPT_IPV4, 15);
    types.put(EventType.TCP_RECONNECT_IPV4, 16);
    types.put(EventType.TCP_FAIL, 17);
    types.put(EventType.TCP_COPY_IPV4, 18);
    types.put(EventType.TCP_SEND_IPV6, 26);
    types.put(EventType.TCP_RECEIVE_IPV6, 27);
    types.put(EventType.TCP_CONNECT_IPV6, 28);
    types.put(EventType.TCP_DISCONNECT_IPV6, 29);
    types.put(EventType.TCP_RETRANSMIT_IPV6, 30);
    types.put(EventType.TCP_ACCEPT_IPV6, 31);
    types.put(EventType.TCP_RECONNECT_IPV6, 32);
    types.put(EventType.TCP_COPY_IPV6, 34);
    types.put(EventType.UDP_SEND_IPV4, 10);
    types.put(EventType.UDP_RECEIVE_IPV4, 11);
    types.put(EventType.UDP_FAIL, 17);
    types.put(EventType.UDP_SEND_IPV6, 26);
    types.put(EventType.UDP_RECEIVE_IPV6, 27);
    return types;
  }

  /** Values of the fields of a payload. */
  private static final class Fields {

    private final long process;
    private final long size;
    private final byte[] source;
    private final byte[] destination;
    private final int sourcePort;
    private final int destinationPort;
    private final long startime;
    private final long endtime;
    private final long seqnum;
    private final long connid;
    private final int[] options;
    private final long window;
    private final int failure;

    Fields(final Random random, final int addressLength) {
      process = uint32(random);
      size = uint32(random);
      source = address(random, addressLength);
      destination = address(random, addressLength);
      sourcePort = random.nextInt(0x1_0000);
      destinationPort = random.nextInt(0x1_0000);
      startime = uint32(random);
      endtime = uint32(random);
      seqnum = uint32(random);
      connid = random.nextLong();
      options = random.ints(6, 0, 0x1_0000).toArray();
      window = uint32(random);
      failure = random.nextInt(0x1_0000);
    }

    private static long uint32(final Random random) {
      return random.nextInt() & 0xFFFF_FFFFL;
    }

    /** An address, of IPv6 a mapped one of four. */
    private static byte[] address(final Random random, final int length) {
      final byte[] address = new byte[length];
      random.nextBytes(address);
      if (length == 16 && random.nextInt(4) == 0) {
        Arrays.fill(address, 0, 10, (byte) 0);
        Arrays.fill(address, 10, 12, (byte) 0xFF);
      }
      return address;
    }
  }

  /**
   * An event of a trace.
   *
   * @param width bytes of connid
   */
  private record Logged(EventType type, Header header, int version, int width, long seed) {

    /** Version of the layout: that of the class, since the manifest has all fields. */
    private int layout() {
      return header.isManifest() ? 2 : Math.min(version, 2);
    }

    private Fields fields() {
      return new Fields(new Random(seed), type.isIpv6() ? 16 : 4);
    }

    private boolean isContextFirst() {
      return layout() == 0 && type.protocol() == Protocol.UDP && !type.isIpv6();
    }

    private boolean isEndpointsFirst() {
      return layout() == 0 && type.protocol() == Protocol.TCP && !type.isIpv6();
    }

    private boolean isSend() {
      return type.protocol() == Protocol.TCP && type.kind() == EventKind.SEND;
    }

    private boolean isNewConnection() {
      return type.kind() == EventKind.CONNECT || type.kind() == EventKind.ACCEPT;
    }

    byte[] payload() {
      final Fields fields = fields();
      if (type.kind() == EventKind.FAIL) {
        return layout() == 2
            ? bytes().u16(fields.sourcePort).u16(fields.failure).toArray()
            : bytes().u32(fields.size).toArray();
      }
      if (isContextFirst()) {
        return bytes()
            .fillTo(header.pointerSize, 0xEE)
            .all(fields.source)
            .u16BigEndian(fields.sourcePort)
            .u16((int) fields.size)
            .all(fields.destination)
            .u16BigEndian(fields.destinationPort)
            .u16(0xDDDD)
            .toArray();
      }
      if (isEndpointsFirst()) {
        return bytes()
            .all(fields.destination, fields.source)
            .u16BigEndian(fields.destinationPort)
            .u16BigEndian(fields.sourcePort)
            .u32(fields.size)
            .u32(fields.process)
            .toArray();
      }
      final Bytes payload =
          bytes()
              .u32(fields.process)
              .u32(fields.size)
              .all(fields.destination, fields.source)
              .u16BigEndian(fields.destinationPort)
              .u16BigEndian(fields.sourcePort);
      return layout() == 2 ? tail(payload, fields).toArray() : payload.toArray();
    }

    private Bytes tail(final Bytes payload, final Fields fields) {
      if (isSend()) {
        payload.u32(fields.startime).u32(fields.endtime);
      }
      if (isNewConnection()) {
        payload
            .u16(fields.options[0])
            .u16(fields.options[1])
            .u16(fields.options[2])
            .u16(fields.options[3])
            .u32(fields.window)
            .u16(fields.options[4])
            .u16(fields.options[5]);
      }
      payload.u32(fields.seqnum);
      if (width == 4) {
        return payload.u32(fields.connid);
      }
      payload.u64(fields.connid);
      return version > 2 ? payload.fillTo(payload.size() + version, 0xEE) : payload;
    }

    NetworkEvent expected() {
      final NetworkEvent event = expectedWithoutDetails();
      final Fields fields = fields();
      if (type.kind() == EventKind.FAIL) {
        event.addressFamily = layout() == 2 ? (long) fields.sourcePort : fields.size;
        event.failureCode = layout() == 2 ? fields.failure : null;
      } else if (layout() == 2) {
        event.seqnum = fields.seqnum;
        event.connid = width == 4 ? fields.connid & 0xFFFF_FFFFL : fields.connid;
        if (isNewConnection()) {
          event.mss = fields.options[0];
          event.sackopt = fields.options[1];
          event.tsopt = fields.options[2];
          event.wsopt = fields.options[3];
          event.rcvwin = fields.window;
          event.rcvwinscale = signed(fields.options[4]);
          event.sndwinscale = signed(fields.options[5]);
        }
      }
      return event;
    }

    private static int signed(final int uint16) {
      return uint16 < 0x8000 ? uint16 : uint16 - 0x1_0000;
    }

    NetworkEvent expectedWithoutDetails() {
      final Fields fields = fields();
      final NetworkEvent event = new NetworkEvent();
      event.type = type;
      event.time = START_TIME + 10;
      event.cpu = CPU;
      if (type.kind() == EventKind.FAIL) {
        event.processId = 0xFFFF_FFFFL;
        return event;
      }
      event.processId = isContextFirst() ? 0xFFFF_FFFFL : fields.process;
      event.octets = isContextFirst() ? fields.size & 0xFFFF : fields.size;
      if (type.protocol() == Protocol.UDP && type.kind() == EventKind.RECEIVE) {
        setEnds(
            event, fields.destination, fields.destinationPort, fields.source, fields.sourcePort);
      } else {
        setEnds(
            event, fields.source, fields.sourcePort, fields.destination, fields.destinationPort);
      }
      if (isSend() && layout() == 2) {
        event.startime = fields.startime;
        event.endtime = fields.endtime;
      }
      return event;
    }

    private static void setEnds(
        final NetworkEvent event,
        final byte[] local,
        final int localPort,
        final byte[] remote,
        final int remotePort) {
      event.localAddressHigh = half(local, 0);
      event.localAddressLow = half(local, 8);
      event.localPort = localPort;
      event.remoteAddressHigh = half(remote, 0);
      event.remoteAddressLow = half(remote, 8);
      event.remotePort = remotePort;
    }

    private static long half(final byte[] address, final int from) {
      final byte[] mapped = address.length == 16 ? address : mapped(address);
      return new BigInteger(Arrays.copyOfRange(mapped, from, from + 8)).longValue();
    }

    private static byte[] mapped(final byte[] ipv4) {
      return bytes().fillTo(10, 0).fillTo(12, 0xFF).all(ipv4).toArray();
    }

    byte[] record() {
      return record(payload());
    }

    byte[] record(final byte[] payload) {
      return header.record(type, version, START_TICKS + 3, payload);
    }
  }

  /** All events, headers, versions and widths, in an order without a pattern. */
  private static List<Logged> all() {
    final List<Logged> all = new ArrayList<>();
    for (final EventType type : EventType.values()) {
      for (final Header header : Header.values()) {
        for (int version = 0; version <= 3; version++) {
          all.add(new Logged(type, header, version, 4, all.size()));
          all.add(new Logged(type, header, version, 8, all.size()));
        }
      }
    }
    Collections.shuffle(all, new Random(1));
    return all;
  }

  private static byte[] file(final List<byte[]> records) {
    return file(BUFFER_SIZE, records);
  }

  private static byte[] file(final byte[]... records) {
    return file(SMALL_BUFFER_SIZE, List.of(records));
  }

  private static byte[] file(final int bufferSize, final List<byte[]> records) {
    return TraceBytes.fixed(
        bufferSize,
        BufferBytes.buffer(records.toArray(byte[][]::new)).processor(CPU).ofSize(bufferSize));
  }

  private static Map<EventType, Long> eventCounts(final NetworkEventSchema schema) {
    final long[] counts = new long[EventType.COUNT];
    schema.moveCountsTo(counts, new long[NetworkProvider.COUNT]);
    final Map<EventType, Long> named = new EnumMap<>(EventType.class);
    for (final EventType type : EventType.values()) {
      if (counts[type.index()] != 0) {
        named.put(type, counts[type.index()]);
      }
    }
    return named;
  }

  private static Map<NetworkProvider, Long> providerCounts(final NetworkEventSchema schema) {
    final long[] counts = new long[NetworkProvider.COUNT];
    schema.moveCountsTo(new long[EventType.COUNT], counts);
    final Map<NetworkProvider, Long> named = new EnumMap<>(NetworkProvider.class);
    for (final NetworkProvider provider : NetworkProvider.values()) {
      if (counts[provider.index()] != 0) {
        named.put(provider, counts[provider.index()]);
      }
    }
    return named;
  }

  private static NetworkEventSchema schemaAfter(final byte[] file) {
    final NetworkEventSchema schema = new NetworkEventSchema();
    TraceFiles.events(file, schema);
    return schema;
  }

  /** The instance is reused: a field that one event lacks must not keep the value of another. */
  @Test
  void everyEvent_isDecodedUnderEveryHeaderInEveryVersion() {
    final List<Logged> all = all();
    final List<NetworkEvent> events =
        NetworkEvents.in(file(all.stream().map(Logged::record).toList()));

    assertThat(events).hasSameSizeAs(all);
    for (int i = 0; i < all.size(); i++) {
      assertThat(events.get(i)).as("%s", all.get(i)).isEqualTo(all.get(i).expected());
    }
  }

  @Test
  void everyEvent_withoutDetails_hasTheFieldsOfFlows() {
    final List<Logged> all = all();
    final List<NetworkEvent> events =
        TraceFiles.events(
            file(all.stream().map(Logged::record).toList()),
            new NetworkEventSchema(EventSelection.ALL, false),
            NetworkEvent::copy);

    assertThat(events).hasSameSizeAs(all);
    for (int i = 0; i < all.size(); i++) {
      assertThat(events.get(i)).as("%s", all.get(i)).isEqualTo(all.get(i).expectedWithoutDetails());
    }
  }

  /** With a connid of four bytes, a payload of one byte less is too short. */
  @Test
  void payloadTooShort_isMalformedAndCounted() {
    for (final Logged logged : all()) {
      if (logged.width() == 4) {
        final byte[] payload = logged.payload();
        final byte[] shorter = logged.record(TraceFiles.cut(payload, payload.length - 1));
        final NetworkEventSchema schema = new NetworkEventSchema();
        final List<NetworkEvent> events =
            TraceFiles.events(
                file(logged.record(), shorter, logged.record()), schema, NetworkEvent::copy);

        assertThat(events).as("%s", logged).containsExactly(logged.expected(), logged.expected());
        assertThat(schema.lastStatistics().malformedRecords()).as("%s", logged).isEqualTo(1);
        assertThat(eventCounts(schema)).as("%s", logged).isEqualTo(Map.of(logged.type(), 3L));
      }
    }
  }

  @Test
  void udpReceive_isFromTheRemoteEnd() {
    final byte[] payload =
        bytes()
            .u32(4)
            .u32(100)
            .all(new byte[] {(byte) 224, 0, 0, (byte) 251, 10, 1, 2, 3})
            .u16BigEndian(5_353)
            .u16BigEndian(50_000)
            .u32(0)
            .u32(0)
            .toArray();

    assertThat(NetworkEvents.in(file(RecordBytes.system(2, 2, 0x080B, START_TICKS, payload))))
        .singleElement()
        .returns("224.0.0.251", NetworkEvent::localAddress)
        .returns(5_353, event -> event.localPort)
        .returns("10.1.2.3", NetworkEvent::remoteAddress)
        .returns(50_000, event -> event.remotePort);
  }

  @Test
  void failure_hasFamilyAndCode() {
    final byte[] payload = bytes().u16(23).u16(4).toArray();

    assertThat(NetworkEvents.in(file(RecordBytes.system(2, 2, 0x0611, START_TICKS, payload))))
        .singleElement()
        .returns(23L, event -> event.addressFamily)
        .returns(4, event -> event.failureCode)
        .returns(null, NetworkEvent::localAddress)
        .returns(null, NetworkEvent::remoteAddress);
  }

  /** The fields of the accept in the real trace: merged-compressed.etl. */
  @Test
  void accept_hasTheOptionsOfItsConnection() {
    final byte[] payload =
        bytes()
            .u32(4)
            .u32(0)
            .all(new byte[] {10, 1, 2, 3, 10, 1, 2, 4})
            .u16BigEndian(1)
            .u16BigEndian(2)
            .u16(1_460)
            .u16(1)
            .u16(0)
            .u16(1)
            .u32(65_700)
            .u16(8)
            .u16(0xFFFF)
            .u32(0)
            .u64(0)
            .toArray();

    assertThat(NetworkEvents.in(file(RecordBytes.system(2, 2, 0x060F, START_TICKS, payload))))
        .singleElement()
        .returns(1_460, event -> event.mss)
        .returns(1, event -> event.sackopt)
        .returns(0, event -> event.tsopt)
        .returns(1, event -> event.wsopt)
        .returns(65_700L, event -> event.rcvwin)
        .returns(8, event -> event.rcvwinscale)
        .returns(-1, event -> event.sndwinscale);
  }

  @ParameterizedTest
  @EnumSource
  void selection_emitsItsEventsAndCountsAll(final EventType selected) {
    final List<byte[]> records = new ArrayList<>();
    for (final EventType type : EventType.values()) {
      records.add(new Logged(type, Header.SYSTEM_64, 2, 8, 1).record());
    }
    final NetworkEventSchema schema =
        new NetworkEventSchema(new EventSelection(java.util.Set.of(selected)));

    assertThat(TraceFiles.events(file(records), schema, NetworkEvent::copy))
        .containsExactly(new Logged(selected, Header.SYSTEM_64, 2, 8, 1).expected());
    assertThat(eventCounts(schema))
        .hasSize(22)
        .allSatisfy((type, count) -> assertThat(count).isOne());
  }

  @Test
  void eventThatIsNotSelected_isNotChecked() {
    final byte[] shorter = RecordBytes.system(2, 2, 0x080A, START_TICKS, new byte[3]);
    final NetworkEventSchema schema = new NetworkEventSchema(EventSelection.SEND_IPV4);

    assertThat(TraceFiles.events(file(shorter), schema)).isEmpty();
    assertThat(schema.lastStatistics().malformedRecords()).isZero();
    assertThat(eventCounts(schema)).isEqualTo(Map.of(EventType.UDP_SEND_IPV4, 1L));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
  void eventWithImpossibleTime_isMalformed(final long time) {
    final byte[] payload = new Logged(EventType.UDP_SEND_IPV6, Header.SYSTEM_64, 2, 8, 1).payload();
    final NetworkEventSchema schema =
        schemaAfter(file(RecordBytes.system(2, 2, 0x081A, time, payload)));

    assertThat(schema.lastStatistics().malformedRecords()).isEqualTo(1);
  }

  @Test
  void counts_areMovedOnce() {
    final NetworkEventSchema schema =
        schemaAfter(file(RecordBytes.system(2, 2, 0x060B, START_TICKS, new byte[40])));

    assertThat(eventCounts(schema)).isEqualTo(Map.of(EventType.TCP_RECEIVE_IPV4, 1L));
    assertThat(eventCounts(schema)).isEmpty();
  }

  @Test
  void counts_areAddedToTotals() {
    final NetworkEventSchema schema =
        schemaAfter(file(RecordBytes.system(2, 2, 0x060B, START_TICKS, new byte[40])));
    final long[] events = new long[EventType.COUNT];
    final long[] providers = new long[NetworkProvider.COUNT];
    Arrays.fill(events, 5);
    Arrays.fill(providers, 7);

    schema.moveCountsTo(events, providers);

    assertThat(events[EventType.TCP_RECEIVE_IPV4.index()]).isEqualTo(6);
    assertThat(Arrays.stream(events).sum()).isEqualTo(5 * 22 + 1);
    assertThat(providers).containsOnly(7);
  }

  @ParameterizedTest
  @CsvSource({
    "2f07e2ee-15db-40f1-90ef-9d7ba282188a, TCPIP_DRIVER",
    "2ed6006e-4729-4609-b423-3ee7bcd678ef, NDIS_CAPTURE",
    "4d4f80d9-c8bd-4d73-bb5b-19c90402c5ac, PKTMON"
  })
  void recordOfAnotherProvider_isCountedWithAnyId(
      final String guid, final NetworkProvider provider) {
    final NetworkEventSchema schema =
        schemaAfter(
            file(
                RecordBytes.manifest(guid, 10, 0, 0, 1, new byte[40]),
                RecordBytes.manifest(guid, 1_001, 0, 0, 1, new byte[40]),
                RecordBytes.classic(0x14, guid, 10, 2, 1, new byte[40])));

    assertThat(providerCounts(schema)).isEqualTo(Map.of(provider, 2L));
    assertThat(provider.label()).isNotBlank();
  }

  @Test
  void otherRecords_areNotCounted() {
    final List<byte[]> records = new ArrayList<>();
    for (int id = 0; id < 1 << 16; id += 997) {
      records.add(RecordBytes.manifest("5f31090b-d990-4e91-b16d-46121d0255aa", id, 0, 0, 1));
    }
    for (final int type : new int[] {19, 20, 21, 22, 33}) {
      records.add(RecordBytes.system(2, 2, 0x0600 | type, START_TICKS, new byte[64]));
      records.add(RecordBytes.manifest(KERNEL_NETWORK, type, 0, 0, START_TICKS, new byte[64]));
    }
    records.add(RecordBytes.instance(0x15, 10, 2, 1));
    records.add(RecordBytes.message(0x13));
    final NetworkEventSchema schema = schemaAfter(file(records));

    assertThat(schema.lastStatistics().malformedRecords()).isZero();
    assertThat(eventCounts(schema)).isEmpty();
    assertThat(providerCounts(schema)).isEmpty();
  }

  @Test
  void events_areEmittedInOneInstance() {
    final byte[] record = new Logged(EventType.TCP_SEND_IPV6, Header.SYSTEM_64, 2, 8, 1).record();
    final List<NetworkEvent> events = new ArrayList<>();
    final NetworkEventSchema schema = new NetworkEventSchema();
    TraceFiles.open(schema);
    TraceFiles.forEachBuffer(
        file(record, record), buffer -> schema.deserialize(buffer, new ListCollector<>(events)));

    assertThat(events).hasSize(2);
    assertThat(events.get(0)).isSameAs(events.get(1));
  }
}
