package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferBytes.buffer;
import static org.etwflow.testing.Sends.KERNEL_NETWORK;
import static org.etwflow.testing.Sends.TCP_IP;
import static org.etwflow.testing.Sends.UDP_IP;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.etwflow.etl.RecordCursor;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of events, compared with the pages of their classes and the manifest. */
class EventTypeTest {

  private static final String NONE = "-";

  /** Types of class TcpIp, which are also the ids of its events in the manifest. */
  private static final Map<Integer, String> TCP =
      Map.ofEntries(
          Map.entry(10, "TcpIp_SendIPV4"),
          Map.entry(11, "TcpIp_RecvIPV4"),
          Map.entry(12, "TcpIp_ConnectIPV4"),
          Map.entry(13, "TcpIp_DisconnectIPV4"),
          Map.entry(14, "TcpIp_RetransmitIPV4"),
          Map.entry(15, "TcpIp_AcceptIPV4"),
          Map.entry(16, "TcpIp_ReconnectIPV4"),
          Map.entry(17, "TcpIp_Fail"),
          Map.entry(18, "TcpIp_TCPCopyIPV4"),
          Map.entry(26, "TcpIp_SendIPV6"),
          Map.entry(27, "TcpIp_RecvIPV6"),
          Map.entry(28, "TcpIp_ConnectIPV6"),
          Map.entry(29, "TcpIp_DisconnectIPV6"),
          Map.entry(30, "TcpIp_RetransmitIPV6"),
          Map.entry(31, "TcpIp_AcceptIPV6"),
          Map.entry(32, "TcpIp_ReconnectIPV6"),
          Map.entry(34, "TcpIp_TCPCopyIPV6"));

  /** Types of class UdpIp. */
  private static final Map<Integer, String> UDP =
      Map.of(
          10, "UdpIp_SendIPV4",
          11, "UdpIp_RecvIPV4",
          17, "UdpIp_Fail",
          26, "UdpIp_SendIPV6",
          27, "UdpIp_RecvIPV6");

  /** Ids of the events of class UdpIp in the manifest. */
  private static final Map<Integer, String> UDP_IDS =
      Map.of(
          42, "UdpIp_SendIPV4",
          43, "UdpIp_RecvIPV4",
          49, "UdpIp_Fail",
          58, "UdpIp_SendIPV6",
          59, "UdpIp_RecvIPV6");

  /** Names of the events of 256 records; {@link #NONE} for a record that is not an event. */
  private static List<String> names(final IntFunction<byte[]> record) {
    final byte[][] records = IntStream.range(0, 256).mapToObj(record).toArray(byte[][]::new);
    final List<String> names = new ArrayList<>();
    TraceFiles.forEachBuffer(
        TraceBytes.fixed(1 << 15, buffer(records).ofSize(1 << 15)),
        buffer -> {
          final RecordCursor cursor = buffer.records(new RecordCursor());
          while (cursor.next()) {
            names.add(name(cursor));
          }
        });
    // The first record is the log header.
    return names.subList(1, names.size());
  }

  private static String name(final RecordCursor record) {
    final int index = EventType.indexOf(record);
    assertThat(EventType.isEvent(record)).isEqualTo(index != EventType.NONE);
    return index == EventType.NONE ? NONE : EventType.of(index).toString();
  }

  private static List<String> expected(final IntFunction<String> name) {
    return IntStream.range(0, 256).mapToObj(name).toList();
  }

  private static List<String> none() {
    return expected(any -> NONE);
  }

  @Test
  void everyHookId_isThatOfItsEventOrOfNone() {
    for (int group = 0; group <= 0xFF; group++) {
      final int upper = group << 8;
      final Map<Integer, String> types =
          switch (group) {
            case 0x06 -> TCP;
            case 0x08 -> UDP;
            default -> Map.of();
          };
      assertThat(names(type -> RecordBytes.perfinfo(0x11, 2, upper | type, 1)))
          .as("group %d", group)
          .isEqualTo(expected(type -> types.getOrDefault(type, NONE)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x02, 0x03, 0x04, 0x10, 0x11})
  void hookId_isIndependentOfTheKernelHeader(final int headerType) {
    final IntFunction<byte[]> record =
        hook ->
            switch (headerType) {
              case 0x01, 0x02 -> RecordBytes.system(headerType, 2, hook, 1);
              case 0x03, 0x04 -> RecordBytes.compact(headerType, 2, hook, 1);
              default -> RecordBytes.perfinfo(headerType, 2, hook, 1);
            };

    assertThat(names(type -> record.apply(0x0600 | type)))
        .isEqualTo(expected(type -> TCP.getOrDefault(type, NONE)));
    assertThat(names(type -> record.apply(0x0800 | type)))
        .isEqualTo(expected(type -> UDP.getOrDefault(type, NONE)));
  }

  @Test
  void everyManifestId_isThatOfItsEventOrOfNone() {
    for (int from = 0; from <= 0xFFFF; from += 256) {
      final int first = from;
      assertThat(names(i -> RecordBytes.manifest(KERNEL_NETWORK, first + i, 0, 0, 1)))
          .as("ids from %d", first)
          .isEqualTo(
              expected(i -> TCP.getOrDefault(first + i, UDP_IDS.getOrDefault(first + i, NONE))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0A, 0x14})
  void everyTypeOfAClassicHeader_isThatOfItsEventOrOfNone(final int headerType) {
    assertThat(names(type -> RecordBytes.classic(headerType, TCP_IP, type, 2, 1)))
        .isEqualTo(expected(type -> TCP.getOrDefault(type, NONE)));
    assertThat(names(type -> RecordBytes.classic(headerType, UDP_IP, type, 2, 1)))
        .isEqualTo(expected(type -> UDP.getOrDefault(type, NONE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x12, 0x13})
  void everyTypeOfAClassicEvent_isThatOfItsEventOrOfNone(final int headerType) {
    assertThat(names(type -> RecordBytes.classicEvent(headerType, TCP_IP, type, 2, 1)))
        .isEqualTo(expected(type -> TCP.getOrDefault(type, NONE)));
    assertThat(names(type -> RecordBytes.classicEvent(headerType, UDP_IP, type, 2, 1)))
        .isEqualTo(expected(type -> UDP.getOrDefault(type, NONE)));
  }

  /** The last GUID differs from that of UdpIp in one digit, and was taken for it before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2f07e2ee-15db-40f1-90ef-9d7ba282188a",
        "3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c",
        "bf3a50c0-a9c9-4988-a005-2df0b7c80f80"
      })
  void recordOfAnotherGuid_isNoEvent(final String guid) {
    assertThat(names(id -> RecordBytes.manifest(guid, id, 0, 0, 1))).isEqualTo(none());
    assertThat(names(type -> RecordBytes.classic(0x14, guid, type, 2, 1))).isEqualTo(none());
    assertThat(names(type -> RecordBytes.classicEvent(0x13, guid, type, 2, 1))).isEqualTo(none());
  }

  /** A class is not a provider of the manifest, nor the reverse. */
  @Test
  void guidInAnotherKindOfHeader_isNoEvent() {
    assertThat(names(id -> RecordBytes.manifest(TCP_IP, id, 0, 0, 1))).isEqualTo(none());
    assertThat(names(id -> RecordBytes.manifest(UDP_IP, id, 0, 0, 1))).isEqualTo(none());
    assertThat(names(type -> RecordBytes.classic(0x14, KERNEL_NETWORK, type, 2, 1)))
        .isEqualTo(none());
    assertThat(names(type -> RecordBytes.classicEvent(0x13, KERNEL_NETWORK, type, 2, 1)))
        .isEqualTo(none());
    assertThat(names(type -> RecordBytes.instance(0x15, type, 2, 1))).isEqualTo(none());
    assertThat(names(type -> RecordBytes.message(type))).isEqualTo(none());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TcpIp_SendIPV4       | TCP | SEND       | 4 | TCP sends over IPv4",
        "TcpIp_RecvIPV4       | TCP | RECEIVE    | 4 | TCP receives over IPv4",
        "TcpIp_ConnectIPV4    | TCP | CONNECT    | 4 | TCP connects over IPv4",
        "TcpIp_DisconnectIPV4 | TCP | DISCONNECT | 4 | TCP disconnects over IPv4",
        "TcpIp_RetransmitIPV4 | TCP | RETRANSMIT | 4 | TCP retransmits over IPv4",
        "TcpIp_AcceptIPV4     | TCP | ACCEPT     | 4 | TCP accepts over IPv4",
        "TcpIp_ReconnectIPV4  | TCP | RECONNECT  | 4 | TCP reconnects over IPv4",
        "TcpIp_Fail           | TCP | FAIL       | 0 | TCP failures",
        "TcpIp_TCPCopyIPV4    | TCP | COPY       | 4 | TCP copies over IPv4",
        "TcpIp_SendIPV6       | TCP | SEND       | 6 | TCP sends over IPv6",
        "TcpIp_RecvIPV6       | TCP | RECEIVE    | 6 | TCP receives over IPv6",
        "TcpIp_ConnectIPV6    | TCP | CONNECT    | 6 | TCP connects over IPv6",
        "TcpIp_DisconnectIPV6 | TCP | DISCONNECT | 6 | TCP disconnects over IPv6",
        "TcpIp_RetransmitIPV6 | TCP | RETRANSMIT | 6 | TCP retransmits over IPv6",
        "TcpIp_AcceptIPV6     | TCP | ACCEPT     | 6 | TCP accepts over IPv6",
        "TcpIp_ReconnectIPV6  | TCP | RECONNECT  | 6 | TCP reconnects over IPv6",
        "TcpIp_TCPCopyIPV6    | TCP | COPY       | 6 | TCP copies over IPv6",
        "UdpIp_SendIPV4       | UDP | SEND       | 4 | UDP sends over IPv4",
        "UdpIp_RecvIPV4       | UDP | RECEIVE    | 4 | UDP receives over IPv4",
        "UdpIp_Fail           | UDP | FAIL       | 0 | UDP failures",
        "UdpIp_SendIPV6       | UDP | SEND       | 6 | UDP sends over IPv6",
        "UdpIp_RecvIPV6       | UDP | RECEIVE    | 6 | UDP receives over IPv6"
      })
  void event_hasTheNameAndPropertiesOfItsClass(
      final String name,
      final Protocol protocol,
      final EventKind kind,
      final int ipVersion,
      final String label) {
    assertThat(EventType.values())
        .filteredOn(type -> type.toString().equals(name))
        .singleElement()
        .returns(name.substring("TcpIp_".length()), EventType::event)
        .returns(protocol, EventType::protocol)
        .returns(kind, EventType::kind)
        .returns(ipVersion != 0, EventType::hasEndpoints)
        .returns(ipVersion == 6, EventType::isIpv6)
        .returns(
            (ipVersion == 6 ? 256 : 0) + (protocol == Protocol.TCP ? 6 : 17), EventType::traits)
        .returns(label, type -> type.label(2));
  }

  @Test
  void label_ofOneEvent_isInTheSingular() {
    assertThat(EventType.TCP_SEND_IPV4.label(1)).isEqualTo("TCP send over IPv4");
    assertThat(EventType.TCP_COPY_IPV6.label(1)).isEqualTo("TCP copy over IPv6");
    assertThat(EventType.UDP_FAIL.label(1)).isEqualTo("UDP failure");
  }

  @Test
  void table_hasTheEventsOfBothClasses() {
    final List<String> names = new ArrayList<>(TCP.values());
    names.addAll(UDP.values());

    assertThat(Arrays.stream(EventType.values()).map(EventType::toString))
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(EventType.COUNT).isEqualTo(22);
  }

  @Test
  void indices_areDistinctAndFound() {
    final List<Integer> indices = Arrays.stream(EventType.values()).map(EventType::index).toList();

    assertThat(new HashSet<>(indices))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 22).boxed().toList());
    assertThat(indices).extracting(EventType::of).containsExactly(EventType.values());
  }

  @ParameterizedTest
  @EnumSource
  void kind_isOfConnectionOrInFlowsAsDocumented(final EventKind kind) {
    final String text = kind.name();

    assertThat(kind.isOfConnection())
        .isEqualTo(
            List.of("CONNECT", "ACCEPT", "DISCONNECT", "RECONNECT", "RETRANSMIT").contains(text));
    assertThat(kind.isInFlows()).isEqualTo(!List.of("FAIL", "COPY").contains(text));
  }

  @ParameterizedTest
  @EnumSource
  void direction_isOfSendsAndReceivesAlone(final EventKind kind) {
    final Map<String, Integer> directions = Map.of("SEND", 0, "RECEIVE", 1);

    assertThat(kind.direction()).isEqualTo(directions.getOrDefault(kind.name(), -1));
  }

  @Test
  void protocols_haveTheirNumbersAndNames() {
    assertThat(Protocol.TCP).hasToString("tcp").returns(6, Protocol::number);
    assertThat(Protocol.UDP).hasToString("udp").returns(17, Protocol::number);
    assertThat(Protocol.of(6)).isEqualTo(Protocol.TCP);
    assertThat(Protocol.of(17)).isEqualTo(Protocol.UDP);
  }
}
