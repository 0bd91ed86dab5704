package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferBytes.buffer;
import static org.etwflow.testing.Bytes.bytes;
import static org.etwflow.testing.Bytes.concat;
import static org.etwflow.testing.Sends.KERNEL_NETWORK;
import static org.etwflow.testing.Sends.TCP_IP;
import static org.etwflow.testing.Sends.UDP_IP;
import static org.etwflow.testing.TraceBytes.START_TICKS;
import static org.etwflow.testing.TraceBytes.START_TIME;

import java.util.List;
import java.util.stream.Stream;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends under the three kinds of headers and in all versions, and records that are not sends. */
class SendIPV4SchemaTest {

  private static final int HOOK = 0x060A;

  /** A tick is a third of a microsecond. */
  private static final long TIME = START_TICKS + 3_000;

  private static final byte[] LOCAL = {10, 1, 2, 3};
  private static final byte[] REMOTE = {(byte) 192, (byte) 168, 4, 5};

  /** Payload up to sport, the whole of version 1. */
  private static final byte[] REQUEST =
      bytes()
          .u32(2_716)
          .u32(65_652)
          .all(REMOTE, LOCAL)
          .u16BigEndian(443)
          .u16BigEndian(50_000)
          .toArray();

  /** Payload up to seqnum. */
  private static final byte[] TIMED =
      concat(REQUEST, bytes().u32(1_000).u32(1_002).u32(5).toArray());

  /** Payload of 36 bytes. */
  private static final byte[] PAYLOAD = concat(TIMED, bytes().u32(0xFFFF_FFFEL).toArray());

  private static SendIPV4 expected() {
    final SendIPV4 send = new SendIPV4();
    send.PID = 2_716;
    send.size = 65_652;
    send.daddr = 0xC0A80405L;
    send.saddr = 0x0A010203L;
    send.dport = 443;
    send.sport = 50_000;
    send.startime = 1_000;
    send.endtime = 1_002;
    send.seqnum = 5;
    send.connid = 0xFFFF_FFFEL;
    send.time = START_TIME + 10_000;
    send.cpu = 3;
    return send;
  }

  private static SendIPV4 expectedWithoutTimes() {
    final SendIPV4 send = expected();
    send.startime = SendIPV4.NO_TICKS;
    send.endtime = SendIPV4.NO_TICKS;
    send.seqnum = 0;
    send.connid = 0;
    return send;
  }

  private static byte[] fileOf(final byte[]... records) {
    return TraceBytes.fixed(4_096, buffer(records).processor(3).ofSize(4_096));
  }

  private static List<SendIPV4> sendsOf(final byte[]... records) {
    return Sends.in(fileOf(records));
  }

  /** Statistics of the buffer after the log header's. */
  private static BufferStatistics walkOver(final byte[]... records) {
    final SendIPV4Schema schema = new SendIPV4Schema();
    TraceFiles.events(fileOf(records), schema);
    return schema.lastStatistics();
  }

  private static List<byte[]> dressesOf(final byte[] payload) {
    return List.of(
        RecordBytes.system(0x01, 2, HOOK, TIME, payload),
        RecordBytes.system(0x02, 2, HOOK, TIME, payload),
        RecordBytes.compact(0x03, 2, HOOK, TIME, payload),
        RecordBytes.compact(0x04, 2, HOOK, TIME, payload),
        RecordBytes.perfinfo(0x10, 2, HOOK, TIME, payload),
        RecordBytes.perfinfo(0x11, 2, HOOK, TIME, payload),
        RecordBytes.perfinfo(0x11, 0x8202, HOOK, TIME, concat(new byte[24], payload)),
        RecordBytes.classic(0x0A, TCP_IP, 10, 2, TIME, payload),
        RecordBytes.classic(0x14, TCP_IP, 10, 2, TIME, payload),
        RecordBytes.classicEvent(0x12, TCP_IP, 10, 2, TIME, payload),
        RecordBytes.classicEvent(0x13, TCP_IP, 10, 2, TIME, payload),
        RecordBytes.manifest(0x12, KERNEL_NETWORK, 10, 0, 0, TIME, payload),
        RecordBytes.manifest(0x13, KERNEL_NETWORK, 10, 0, 0, TIME, payload),
        RecordBytes.manifest(
            KERNEL_NETWORK,
            10,
            0,
            1,
            TIME,
            concat(
                RecordBytes.extendedItem(16, true, new byte[8]),
                RecordBytes.extendedItem(12, false, new byte[4]),
                payload)));
  }

  static List<byte[]> encodings() {
    return dressesOf(PAYLOAD);
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void send_isTheSameUnderEveryHeader(final byte[] record) {
    assertThat(sendsOf(record)).containsExactly(expected());
  }

  static List<byte[]> dressesTooShort() {
    return dressesOf(TraceFiles.cut(PAYLOAD, 35));
  }

  @ParameterizedTest
  @MethodSource("dressesTooShort")
  void payloadTooShort_isMalformedAndSkipped(final byte[] shorter) {
    final byte[] good = RecordBytes.system(0x02, 2, HOOK, TIME, PAYLOAD);

    assertThat(sendsOf(good, shorter, good)).containsExactly(expected(), expected());
    assertThat(walkOver(good, shorter, good))
        .returns(3L, BufferStatistics::records)
        .returns(1L, BufferStatistics::malformedRecords)
        .returns(72 + 72, BufferStatistics::firstMalformed);
  }

  static Stream<byte[]> others() {
    return Stream.of(
        RecordBytes.system(0x02, 2, 0x060B, TIME, PAYLOAD),
        RecordBytes.system(0x02, 2, 0x061A, TIME, PAYLOAD),
        RecordBytes.system(0x02, 2, 0x080A, TIME, PAYLOAD),
        RecordBytes.system(0x02, 2, 0x0A06, TIME, PAYLOAD),
        RecordBytes.classic(0x14, TCP_IP, 11, 2, TIME, PAYLOAD),
        RecordBytes.classic(0x14, UDP_IP, 10, 2, TIME, PAYLOAD),
        RecordBytes.manifest(KERNEL_NETWORK, 11, 0, 0, TIME, PAYLOAD),
        RecordBytes.manifest(KERNEL_NETWORK, 0x010A, 0, 0, TIME, PAYLOAD),
        RecordBytes.manifest(TCP_IP, 10, 0, 0, TIME, PAYLOAD),
        RecordBytes.classic(0x14, KERNEL_NETWORK, 10, 2, TIME, PAYLOAD),
        RecordBytes.instance(0x15, 10, 2, TIME, PAYLOAD),
        RecordBytes.message(10, PAYLOAD));
  }

  @ParameterizedTest
  @MethodSource("others")
  void otherEvent_isIgnored(final byte[] record) {
    assertThat(sendsOf(record)).isEmpty();
    assertThat(walkOver(record).malformedRecords()).isZero();
  }

  @Test
  void ports_areInHostOrder() {
    assertThat(sendsOf(Sends.record(1, 1, TIME)))
        .extracting(send -> send.dport)
        .containsExactly(443);
  }

  @Test
  void version0_startsWithEndpoints() {
    final byte[] payload =
        bytes()
            .all(REMOTE, LOCAL)
            .u16BigEndian(443)
            .u16BigEndian(50_000)
            .u32(65_652)
            .u32(2_716)
            .toArray();

    assertThat(
            sendsOf(
                RecordBytes.system(0x01, 0, HOOK, TIME, payload),
                RecordBytes.classic(0x0A, TCP_IP, 10, 0, TIME, payload)))
        .containsExactly(expectedWithoutTimes(), expectedWithoutTimes());
  }

  @Test
  void version1_endsAfterThePorts() {
    assertThat(
            sendsOf(
                RecordBytes.system(0x02, 1, HOOK, TIME, REQUEST),
                RecordBytes.classic(0x14, TCP_IP, 10, 1, TIME, REQUEST)))
        .containsExactly(expectedWithoutTimes(), expectedWithoutTimes());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void oldVersion_shorterThanItsFields_isMalformed(final int version) {
    final byte[] record =
        RecordBytes.system(0x02, version, HOOK, TIME, TraceFiles.cut(REQUEST, 19));

    assertThat(sendsOf(record)).isEmpty();
    assertThat(walkOver(record).malformedRecords()).isEqualTo(1);
  }

  @Test
  void reusedSend_keepsNoFieldsOfThePreviousOne() {
    assertThat(
            sendsOf(
                RecordBytes.system(0x02, 2, HOOK, TIME, PAYLOAD),
                RecordBytes.system(0x02, 1, HOOK, TIME, REQUEST)))
        .containsExactly(expected(), expectedWithoutTimes());
  }

  @Test
  void manifestVersion_isIndependentOfTheClassVersion() {
    assertThat(
            sendsOf(
                RecordBytes.manifest(KERNEL_NETWORK, 10, 0, 0, TIME, PAYLOAD),
                RecordBytes.manifest(KERNEL_NETWORK, 10, 1, 0, TIME, PAYLOAD),
                RecordBytes.manifest(KERNEL_NETWORK, 10, 7, 0, TIME, PAYLOAD)))
        .containsExactly(expected(), expected(), expected());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x02})
  void connidSize_followsThePayloadNotThePointerSize(final int headerType) {
    final byte[] wide = concat(TIMED, bytes().u64(0xFEDC_BA98_7654_3210L).toArray());
    final SendIPV4 withWide = expected();
    withWide.connid = 0xFEDC_BA98_7654_3210L;

    assertThat(
            sendsOf(
                RecordBytes.system(headerType, 2, HOOK, TIME, PAYLOAD),
                RecordBytes.system(headerType, 2, HOOK, TIME, wide)))
        .containsExactly(expected(), withWide);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void payloadBetweenBothSizes_hasAConnidOf4Bytes(final int more) {
    final byte[] payload = concat(PAYLOAD, bytes().fillTo(more, 0xEE).toArray());

    assertThat(sendsOf(RecordBytes.system(0x02, 2, HOOK, TIME, payload)))
        .containsExactly(expected());
  }

  @Test
  void fieldsOfLaterVersions_areIgnored() {
    final byte[] payload = concat(TIMED, bytes().u64(0xFFFF_FFFEL).fillTo(100, 0xEE).toArray());

    assertThat(
            sendsOf(
                RecordBytes.system(0x02, 9, HOOK, TIME, payload),
                RecordBytes.classic(0x14, TCP_IP, 10, 300, TIME, payload)))
        .containsExactly(expected(), expected());
  }

  @Test
  void unsignedValues_areNotNegative() {
    final byte[] payload = bytes().fillTo(36, 0xFF).toArray();

    assertThat(sendsOf(RecordBytes.system(0x02, 2, HOOK, TIME, payload)))
        .singleElement()
        .returns(4_294_967_295L, send -> send.PID)
        .returns(4_294_967_295L, send -> send.size)
        .returns(4_294_967_295L, send -> send.daddr)
        .returns(4_294_967_295L, send -> send.saddr)
        .returns(65_535, send -> send.dport)
        .returns(65_535, send -> send.sport)
        .returns(4_294_967_295L, send -> send.startime)
        .returns(4_294_967_295L, send -> send.endtime)
        .returns(4_294_967_295L, send -> send.seqnum)
        .returns(4_294_967_295L, send -> send.connid);
  }

  @Test
  void sendWithBrokenExtendedItems_isMalformed() {
    final byte[] record =
        RecordBytes.manifest(
            KERNEL_NETWORK, 10, 0, 1, TIME, concat(RecordBytes.extendedItem(0, true), PAYLOAD));

    assertThat(sendsOf(record)).isEmpty();
    assertThat(walkOver(record).malformedRecords()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
  void sendWithImpossibleTime_isMalformed(final long time) {
    final byte[] record = RecordBytes.system(0x02, 2, HOOK, time, PAYLOAD);

    assertThat(sendsOf(record, RecordBytes.system(0x02, 2, HOOK, TIME, PAYLOAD)))
        .containsExactly(expected());
    assertThat(walkOver(record).malformedRecords()).isEqualTo(1);
  }

  @Test
  void cpu_isThatOfTheBuffer() {
    final byte[] record = RecordBytes.system(0x02, 2, HOOK, TIME, PAYLOAD);
    final byte[] file =
        TraceBytes.fixed(
            512,
            buffer(record).processor(0x0102).ofSize(512),
            buffer(record).processor(0x0102).flags(0x20).ofSize(512));

    assertThat(Sends.in(file)).extracting(send -> send.cpu).containsExactly(2, 258);
  }

  @ParameterizedTest
  @ValueSource(strings = {"size 0", "unknown kind", "beyond the buffer"})
  void brokenRecord_endsOnlyItsBuffer(final String damage) {
    final byte[] good = RecordBytes.system(0x02, 2, HOOK, TIME, PAYLOAD);
    final byte[] broken =
        switch (damage) {
          case "size 0" -> TraceFiles.overwritten(good, 4, Bytes.hex("0000"));
          case "unknown kind" -> TraceFiles.overwritten(good, 2, Bytes.hex("0000"));
          default -> TraceFiles.overwritten(good, 4, Bytes.hex("ffff"));
        };
    final byte[] file =
        TraceBytes.fixed(
            512,
            buffer(good, broken, good).processor(3).ofSize(512),
            buffer(good, good).processor(3).ofSize(512));

    assertThat(Sends.in(file)).containsExactly(expected(), expected(), expected());
    assertThat(walkOver(good, broken, good))
        .returns(1L, BufferStatistics::records)
        .returns(1L, BufferStatistics::malformedRecords)
        .returns(72 + 72, BufferStatistics::firstMalformed);
  }

  @Test
  void time_isConvertedFromAllThreeClocks() {
    final byte[] performance = fileOf(Sends.record(1, 1, START_TICKS + 3_000_000));
    final byte[] cycles =
        TraceFiles.overwritten(
            fileOf(Sends.record(1, 1, START_TICKS + 2_500_000_000L)),
            TraceBytes.CLOCK_AT,
            (byte) 3);
    final byte[] system =
        TraceFiles.overwritten(
            fileOf(Sends.record(1, 1, START_TIME + 10_000_000)), TraceBytes.CLOCK_AT, (byte) 2);

    for (final byte[] file : List.of(performance, cycles, system)) {
      assertThat(Sends.in(file))
          .extracting(send -> send.instant().toString())
          .containsExactly("2019-04-17T18:40:01Z");
    }
  }
}
