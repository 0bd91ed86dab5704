package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the records of all network events byte by byte. */
class TrafficEventTest {

  private static final RecordEncoding PERFINFO = RecordEncoding.of(HeaderKind.PERFINFO);

  private static final TrafficFlow IPV4 =
      TrafficFlow.of(0x01020304, "10.1.2.3", 49_200, "198.18.7.9", 443);

  private static final TrafficFlow IPV6 =
      TrafficFlow.of(0x01020304, "2001:db8::a", 49_200, "fe80:1:2:3:4:5:6:7", 443);

  private static final ConnectionOptions OPTIONS =
      new ConnectionOptions(1_460, 1, 2, 3, 0x0A0B0C0D, -8, 9);

  /** Head over IPv4 for a size of 0x11223344: PID, size, destination, source, ports. */
  private static final String HEAD_IPV4 = "04030201 44332211 C6120709 0A010203 01BB C030 ";

  private static final String HEAD_IPV6 =
      "04030201 44332211 FE800001000200030004000500060007 20010DB800000000000000000000000A"
          + " 01BB C030 ";

  private static final String IDS_8 = "05000000 8877665544332211";
  private static final String IDS_4 = "05000000 88776655";

  @ParameterizedTest
  @CsvSource({
    "TCP_SEND_IPV4, 6, 10, 10, 10",
    "TCP_RECEIVE_IPV4, 6, 11, 11, 11",
    "TCP_CONNECT_IPV4, 6, 12, 12, 12",
    "TCP_DISCONNECT_IPV4, 6, 13, 13, 13",
    "TCP_RETRANSMIT_IPV4, 6, 14, 14, 14",
    "TCP_ACCEPT_IPV4, 6, 15, 15, 15",
    "TCP_RECONNECT_IPV4, 6, 16, 16, 16",
    "TCP_FAIL, 6, 17, 17, 17",
    "TCP_COPY_IPV4, 6, 18, 18, 18",
    "TCP_SEND_IPV6, 6, 26, 26, 10",
    "TCP_RECEIVE_IPV6, 6, 27, 27, 11",
    "TCP_CONNECT_IPV6, 6, 28, 28, 12",
    "TCP_DISCONNECT_IPV6, 6, 29, 29, 13",
    "TCP_RETRANSMIT_IPV6, 6, 30, 30, 14",
    "TCP_ACCEPT_IPV6, 6, 31, 31, 15",
    "TCP_RECONNECT_IPV6, 6, 32, 32, 16",
    "TCP_COPY_IPV6, 6, 34, 34, 18",
    "UDP_SEND_IPV4, 8, 10, 42, 42",
    "UDP_RECEIVE_IPV4, 8, 11, 43, 43",
    "UDP_FAIL, 8, 17, 49, 49",
    "UDP_SEND_IPV6, 8, 26, 58, 42",
    "UDP_RECEIVE_IPV6, 8, 27, 59, 43"
  })
  void headers_identifyTheEvent(TrafficType type, int group, int number, int id, int opcode) {
    for (final HeaderKind header : HeaderKind.values()) {
      final TraceParser.Event record = record(RecordEncoding.of(header), event(type));
      final String guid =
          group == 6 ? "C00A289AE0C8D11184E200C04FB998A2" : "C5503ABFC9A98849A0052DF0B7C80F80";
      switch (header) {
        case SYSTEM, COMPACT, PERFINFO -> {
          assertThat(record.hook()).isEqualTo(group << 8 | number);
          assertThat(record.u16(0)).isEqualTo(2);
        }
        case CLASSIC -> {
          assertThat(hex(record, 24, 16)).isEqualTo(guid);
          assertThat(record.u8(4)).isEqualTo(number);
        }
        case CLASSIC_EVENT -> {
          assertThat(hex(record, 24, 16)).isEqualTo(guid);
          assertThat(record.u16(4)).isEqualTo(0x140);
          assertThat(record.u8(42)).isEqualTo(2);
          assertThat(record.u8(45)).isEqualTo(number);
        }
        case MANIFEST -> {
          assertThat(hex(record, 24, 16)).isEqualTo("492AD47D295332488DFD43D979153A88");
          assertThat(record.u16(40)).isEqualTo(id);
          assertThat(record.u8(42)).isZero();
          assertThat(record.u8(45)).isEqualTo(opcode);
          assertThat(record.u16(46)).isEqualTo(group == 6 ? 10 : 11);
          assertThat(record.bytes().getLong(48)).isEqualTo(Long.MIN_VALUE | keyword(type));
        }
      }
    }
  }

  private static long keyword(TrafficType type) {
    if (type == TrafficType.TCP_FAIL || type == TrafficType.UDP_FAIL) {
      return 0x30;
    }
    return type.toString().endsWith("IPV6") ? 0x20 : 0x10;
  }

  @ParameterizedTest
  @EnumSource(HeaderKind.class)
  void tcpSend_hasTimes(HeaderKind header) {
    assertPayload(
        header, TrafficType.TCP_SEND_IPV4, HEAD_IPV4 + "07000000 08000000 ", IDS_8, IDS_4);
    assertPayload(
        header, TrafficType.TCP_SEND_IPV6, HEAD_IPV6 + "07000000 08000000 ", IDS_8, IDS_4);
  }

  @ParameterizedTest
  @EnumSource(
      value = TrafficType.class,
      names = {
        "TCP_RECEIVE_IPV4",
        "TCP_DISCONNECT_IPV4",
        "TCP_RETRANSMIT_IPV4",
        "TCP_RECONNECT_IPV4",
        "TCP_COPY_IPV4",
        "UDP_SEND_IPV4"
      })
  void group1OverIpv4_endsWithSeqnumAndConnid(TrafficType type) {
    assertPayload(HeaderKind.PERFINFO, type, HEAD_IPV4, IDS_8, IDS_4);
  }

  @ParameterizedTest
  @EnumSource(
      value = TrafficType.class,
      names = {
        "TCP_RECEIVE_IPV6",
        "TCP_DISCONNECT_IPV6",
        "TCP_RETRANSMIT_IPV6",
        "TCP_RECONNECT_IPV6",
        "TCP_COPY_IPV6",
        "UDP_SEND_IPV6"
      })
  void group1OverIpv6_endsWithSeqnumAndConnid(TrafficType type) {
    assertPayload(HeaderKind.PERFINFO, type, HEAD_IPV6, IDS_8, IDS_4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TCP_CONNECT_IPV", "TCP_ACCEPT_IPV"})
  void group2_hasTheOptionsOfTheConnection(String type) {
    final String options = "B405 0100 0200 0300 0D0C0B0A F8FF 0900 ";
    assertPayload(
        HeaderKind.PERFINFO, TrafficType.valueOf(type + 4), HEAD_IPV4 + options, IDS_8, IDS_4);
    assertPayload(
        HeaderKind.PERFINFO, TrafficType.valueOf(type + 6), HEAD_IPV6 + options, IDS_8, IDS_4);
  }

  @Test
  void udpReceive_hasTheSenderAsItsSource() {
    assertThat(payload(PERFINFO, event(TrafficType.UDP_RECEIVE_IPV4)))
        .isEqualTo(bytes("04030201 44332211 0A010203 C6120709 C030 01BB " + IDS_8));
    assertThat(payload(PERFINFO, event(TrafficType.UDP_RECEIVE_IPV6)))
        .isEqualTo(
            bytes(
                "04030201 44332211 20010DB800000000000000000000000A"
                    + " FE800001000200030004000500060007 C030 01BB "
                    + IDS_8));
  }

  @Test
  void failure_hasProtocolAndCodeButNoEndpoints() {
    for (final TrafficType type : List.of(TrafficType.TCP_FAIL, TrafficType.UDP_FAIL)) {
      final TrafficEvent failure = TrafficEvent.failure(type, 23, 0x0106);
      assertThat(payload(PERFINFO, failure)).isEqualTo(bytes("1700 0601"));
      assertThat(payload(PERFINFO.withVersion(1), failure)).isEqualTo(bytes("17000000"));
    }
  }

  @Test
  void version1_endsAfterTheHead() {
    for (final TrafficType type : TrafficType.values()) {
      if (type.hasFlow() && type.toString().startsWith("TCP")) {
        assertThat(payload(PERFINFO.withVersion(1), event(type)))
            .isEqualTo(bytes(type.isIpv6() ? HEAD_IPV6 : HEAD_IPV4));
      }
    }
  }

  @Test
  void version0OfTcpIp_startsWithTheEndpoints() {
    for (final int pointerSize : new int[] {4, 8}) {
      final RecordEncoding encoding =
          RecordEncoding.of(HeaderKind.SYSTEM).withVersion(0).withPointerSize(pointerSize);
      for (final String kind : List.of("SEND", "RECEIVE", "CONNECT", "ACCEPT", "DISCONNECT")) {
        assertThat(payload(encoding, event(TrafficType.valueOf("TCP_" + kind + "_IPV4"))))
            .isEqualTo(bytes("C6120709 0A010203 01BB C030 44332211 04030201"));
      }
    }
  }

  @Test
  void version0OfUdpIp_hasAContextInsteadOfAProcess() {
    final TrafficEvent send = TrafficEvent.of(TrafficType.UDP_SEND_IPV4, IPV4, 0xF0E1);
    final TrafficEvent receive = TrafficEvent.of(TrafficType.UDP_RECEIVE_IPV4, IPV4, 0xF0E1);
    final String sent = "0A010203 C030 E1F0 C6120709 01BB E1F0";
    final String received = "C6120709 01BB E1F0 0A010203 C030 E1F0";
    final RecordEncoding wide = RecordEncoding.of(HeaderKind.CLASSIC).withVersion(0);
    final RecordEncoding narrow = wide.withPointerSize(4);
    assertThat(payload(wide, send)).endsWith(bytes(sent)).hasSize(24);
    assertThat(payload(wide, receive)).endsWith(bytes(received)).hasSize(24);
    assertThat(payload(narrow, send)).endsWith(bytes(sent)).hasSize(20);
    assertThat(payload(narrow, receive)).endsWith(bytes(received)).hasSize(20);

    final WrittenTrace trace =
        WrittenTrace.of(
            TraceSession.builder().build(),
            writer -> writer.event(0, writer.session().startTicks(), wide, send));
    assertThat(trace.events()).singleElement().matches(event -> event.processId() == 0xFFFF_FFFF);
  }

  @Test
  void eventsWithoutAPayloadOfVersion0_areRejected() {
    final RecordEncoding version0 = PERFINFO.withVersion(0);
    for (final TrafficEvent event :
        List.of(
            event(TrafficType.TCP_SEND_IPV6),
            event(TrafficType.UDP_FAIL),
            TrafficEvent.of(TrafficType.UDP_SEND_IPV4, IPV4, 0x10000))) {
      assertThatThrownBy(() -> record(version0, event))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void flowOfAnotherIpVersion_isRejected() {
    assertThatThrownBy(() -> TrafficEvent.of(TrafficType.TCP_SEND_IPV4, IPV6, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TrafficEvent.of(TrafficType.TCP_FAIL, IPV4, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> TrafficType.of(TrafficType.Protocol.UDP, TrafficType.Kind.CONNECT, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(TrafficType.class)
  void everyEncoding_isReadBack(TrafficType type) {
    final List<RecordEncoding> encodings = encodings().filter(e -> fits(type, e)).toList();
    final WrittenTrace trace =
        WrittenTrace.of(
            TraceSession.builder().build(),
            writer -> {
              for (final RecordEncoding encoding : encodings) {
                writer.event(1, writer.session().startTicks(), encoding, small(type));
              }
            });
    assertThat(encodings).hasSizeGreaterThan(30);
    assertThat(trace.events()).hasSameSizeAs(encodings);
    assertThat(TrafficParser.events(trace.bytes()))
        .extracting(TrafficParser.Found::event)
        .containsExactlyElementsOf(trace.events().stream().map(TrafficParser::asWritten).toList());
  }

  @ParameterizedTest
  @EnumSource(TrafficType.class)
  void malformedEvent_isWrittenButUnreadable(TrafficType type) {
    final WrittenTrace trace =
        WrittenTrace.of(
            TraceSession.builder().build(),
            writer ->
                writer.malformedEvent(0, writer.session().startTicks(), PERFINFO, event(type)));
    assertThat(trace.events()).singleElement().matches(event -> !event.readable());
    assertThat(trace.readableEvents()).isEmpty();
    assertThat(new TraceParser(trace.bytes()).buffers()).hasSize(2);
    assertThat(TrafficParser.events(trace.bytes())).isEmpty();
  }

  @Test
  void sends_areTheEventsOfTheirType() {
    final Send send = new Send(Flow.of(4, "10.0.0.1", 1, "10.0.0.2", 2), 100, 5, 6, 7, 8);
    final WrittenTrace trace =
        WrittenTrace.of(
            TraceSession.builder().build(),
            writer -> {
              final long ticks = writer.session().startTicks();
              writer.event(0, ticks, PERFINFO, event(TrafficType.TCP_SEND_IPV6));
              writer.send(0, ticks, PERFINFO, send);
              writer.event(0, ticks, PERFINFO, event(TrafficType.UDP_SEND_IPV4));
            });
    assertThat(trace.events()).hasSize(3);
    assertThat(trace.sends()).extracting(WrittenSend::send).containsExactly(send);
    assertThat(trace.sends().get(0).position()).isEqualTo(trace.events().get(1).position());
  }

  private static void assertPayload(
      HeaderKind header, TrafficType type, String fields, String wideIds, String narrowIds) {
    final RecordEncoding encoding = RecordEncoding.of(header);
    assertThat(payload(encoding, event(type))).isEqualTo(bytes(fields + wideIds));
    assertThat(payload(encoding.withConnidSize(4), event(type)))
        .isEqualTo(bytes(fields + narrowIds));
    assertThat(payload(encoding.withPointerSize(4).withConnidSize(4), event(type)))
        .isEqualTo(bytes(fields + narrowIds));
  }

  private static Stream<RecordEncoding> encodings() {
    final List<RecordEncoding> encodings = new ArrayList<>();
    for (final HeaderKind header : HeaderKind.values()) {
      for (int version = header == HeaderKind.MANIFEST ? 2 : 0; version <= 2; version++) {
        for (final int pointerSize : new int[] {4, 8}) {
          for (final int connidSize : new int[] {4, 8}) {
            encodings.add(
                new RecordEncoding(header, version, pointerSize, connidSize, false, 0, false));
          }
        }
      }
    }
    encodings.add(PERFINFO.withExtension().withCounters(3));
    encodings.add(RecordEncoding.of(HeaderKind.MANIFEST).withExtendedItems());
    return encodings.stream();
  }

  private static boolean fits(TrafficType type, RecordEncoding encoding) {
    return encoding.version() > 0 || (type.hasFlow() && !type.isIpv6());
  }

  /** An event with all fields, of a size that fits in 16 bits. */
  private static TrafficEvent small(TrafficType type) {
    if (!type.hasFlow()) {
      return event(type);
    }
    return TrafficEvent.of(type, type.isIpv6() ? IPV6 : IPV4, 0xABCD)
        .withTimes(7, 8)
        .withOptions(OPTIONS)
        .withIds(5, 0x1122334455667788L);
  }

  private static TrafficEvent event(TrafficType type) {
    if (!type.hasFlow()) {
      return TrafficEvent.failure(type, 2, 5);
    }
    return TrafficEvent.of(type, type.isIpv6() ? IPV6 : IPV4, 0x11223344)
        .withTimes(7, 8)
        .withOptions(OPTIONS)
        .withIds(5, 0x1122334455667788L);
  }

  private static byte[] payload(RecordEncoding encoding, TrafficEvent event) {
    final TraceParser.Event record = record(encoding, event);
    final int header =
        switch (encoding.header()) {
          case SYSTEM -> 32;
          case COMPACT -> 24;
          case PERFINFO -> 16;
          case CLASSIC -> 48;
          case MANIFEST, CLASSIC_EVENT -> 80;
        };
    final byte[] payload = new byte[record.bytes().limit() - header];
    record.bytes().get(header, payload);
    return payload;
  }

  private static TraceParser.Event record(RecordEncoding encoding, TrafficEvent event) {
    final WrittenTrace trace =
        WrittenTrace.of(
            TraceSession.builder().build(),
            writer -> writer.event(0, writer.session().startTicks(), encoding, event));
    final List<TraceParser.Event> records =
        TraceParser.records(new TraceParser(trace.bytes()).buffers().get(1));
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static String hex(TraceParser.Event record, int at, int length) {
    final byte[] bytes = new byte[length];
    record.bytes().get(at, bytes);
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
