package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceWriterTest {

  private static final Flow FLOW = Flow.of(4_321, "10.1.2.3", 49_200, "198.18.7.9", 443);
  private static final RecordEncoding PERFINFO = RecordEncoding.of(HeaderKind.PERFINFO);

  @Test
  void logHeader_describesTheSession() {
    final TraceSession session =
        TraceSession.builder()
            .startTime(Instant.parse("2026-03-02T09:00:00Z"))
            .cpuCount(3)
            .bufferSize(4_096)
            .name("A session")
            .logFileName("C:\\a.etl")
            .build();
    final WrittenTrace trace =
        WrittenTrace.of(
            session,
            writer -> {
              sendEverySecond(writer, 100);
              writer.loseEvents(1, 17);
              writer.endAt(session.ticksAt(200 * TraceSession.SECOND));
            });

    final Map<String, Object> header = new TraceParser(trace.bytes()).logHeader();
    assertThat(header)
        .containsEntry("BufferSize", 4_096)
        .containsEntry("NumberOfProcessors", 3)
        .containsEntry("PointerSize", 8)
        .containsEntry("StartTime", 134_169_156_000_000_000L)
        .containsEntry("EndTime", 134_169_158_000_000_000L)
        .containsEntry("BuffersWritten", 1 + trace.buffers().size())
        .containsEntry("EventsLost", 17)
        .containsEntry("BuffersLost", 0)
        .containsEntry("PerfFreq", 10_000_000L)
        .containsEntry("ReservedFlags", 1)
        .containsEntry("LoggerName", "A session")
        .containsEntry("LogFileName", "C:\\a.etl");
    assertThat(trace.bytes()).hasSize((1 + trace.buffers().size()) * 4_096);
  }

  @ParameterizedTest
  @EnumSource(HeaderKind.class)
  void send_isWrittenUnderEveryHeader(HeaderKind header) {
    final Send send = new Send(FLOW, 65_652, 7_000, 7_003, 9, 0x1122334455667788L);
    final WrittenTrace trace = one(RecordEncoding.of(header), send);

    final ByteBuffer record = onlyRecord(trace).bytes();
    final int payload = record.limit() - 40;
    assertThat(payload).isEqualTo(header.size());
    assertThat(record.getInt(payload)).isEqualTo(4_321);
    assertThat(record.getInt(payload + 4)).isEqualTo(65_652);
    assertThat(octets(record, payload + 8, 12))
        .containsExactly(198, 18, 7, 9, 10, 1, 2, 3, 1, 187, 192, 48);
    assertThat(record.getInt(payload + 20)).isEqualTo(7_000);
    assertThat(record.getInt(payload + 24)).isEqualTo(7_003);
    assertThat(record.getInt(payload + 28)).isEqualTo(9);
    assertThat(record.getLong(payload + 32)).isEqualTo(0x1122334455667788L);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void kernelHeaders_identifyTheEventByGroupAndType(int pointerSize) {
    final int[] kinds = pointerSize == 8 ? new int[] {2, 4, 0x11} : new int[] {1, 3, 0x10};
    final HeaderKind[] headers = {HeaderKind.SYSTEM, HeaderKind.COMPACT, HeaderKind.PERFINFO};
    for (int i = 0; i < headers.length; i++) {
      final RecordEncoding encoding = RecordEncoding.of(headers[i]).withPointerSize(pointerSize);
      final TraceParser.Event record = onlyRecord(one(encoding, new Send(FLOW, 1, 0, 0)));
      assertThat(record.kind()).isEqualTo(kinds[i]);
      assertThat(record.hook()).isEqualTo(0x060A);
      assertThat(record.u16(0)).isEqualTo(2);
      assertThat(record.u16(4)).isEqualTo(record.bytes().limit());
    }
  }

  @Test
  void classicHeader_identifiesTheEventByGuidAndType() {
    final TraceParser.Event record =
        onlyRecord(
            one(RecordEncoding.of(HeaderKind.CLASSIC).withVersion(1), new Send(FLOW, 1, 0, 0)));
    assertThat(record.kind()).isEqualTo(0x14);
    assertThat(record.u16(0)).isEqualTo(48 + 20);
    assertThat(record.u8(4)).isEqualTo(10);
    assertThat(record.u16(6)).isEqualTo(1);
    assertThat(octets(record.bytes(), 24, 16))
        .containsExactly(
            0xc0, 0x0a, 0x28, 0x9a, 0xe0, 0xc8, 0xd1, 0x11, 0x84, 0xe2, 0, 0xc0, 0x4f, 0xb9, 0x98,
            0xa2);
  }

  @Test
  void payloadVersion0_startsWithEndpointsAndHasNoTimes() {
    final TraceParser.Event record =
        onlyRecord(
            one(RecordEncoding.of(HeaderKind.SYSTEM).withVersion(0), new Send(FLOW, 77, 5, 6)));
    assertThat(record.bytes().limit()).isEqualTo(32 + 20);
    assertThat(octets(record.bytes(), 32, 12))
        .containsExactly(198, 18, 7, 9, 10, 1, 2, 3, 1, 187, 192, 48);
    assertThat(record.bytes().getInt(44)).isEqualTo(77);
    assertThat(record.bytes().getInt(48)).isEqualTo(4_321);
  }

  @Test
  void connidOf4Bytes_givesAPayloadOf36Bytes() {
    final RecordEncoding encoding = PERFINFO.withConnidSize(4);
    final TraceParser.Event record =
        onlyRecord(one(encoding, new Send(FLOW, 1, 0, 0, 0, 0xAABBCCDDL)));
    assertThat(record.bytes().limit()).isEqualTo(16 + 36);
    assertThat(record.bytes().getInt(48)).isEqualTo(0xAABBCCDD);
  }

  @Test
  void payload_followsPerfinfoExtensionAndCounters() {
    final RecordEncoding encoding = PERFINFO.withExtension().withCounters(2);
    final TraceParser.Event record = onlyRecord(one(encoding, new Send(FLOW, 1, 0, 0)));
    assertThat(record.u16(0)).isEqualTo(0x8202);
    assertThat(record.bytes().limit()).isEqualTo(16 + 24 + 40);
    assertThat(record.bytes().getInt(40)).isEqualTo(4_321);
  }

  @Test
  void extendedItems_areLinkedAndEndAtThePayload() {
    final RecordEncoding encoding = RecordEncoding.of(HeaderKind.MANIFEST).withExtendedItems();
    final TraceParser.Event record = onlyRecord(one(encoding, new Send(FLOW, 1, 0, 0)));
    assertThat(record.u16(4)).isEqualTo(1);
    int at = 80;
    boolean linked = true;
    while (linked) {
      assertThat(record.u16(at + 6)).isLessThanOrEqualTo(record.u16(at) - 8);
      linked = (record.u16(at + 4) & 1) != 0;
      at += (record.u16(at) + 7) / 8 * 8;
    }
    assertThat(at).isEqualTo(record.bytes().limit() - 40);
    assertThat(record.bytes().getInt(at)).isEqualTo(4_321);
  }

  @ParameterizedTest
  @EnumSource(SessionClock.class)
  void timeOf_convertsByTheClock(SessionClock clock) {
    final TraceSession session =
        TraceSession.builder()
            .clock(clock)
            .frequency(2_994_853)
            .cpuSpeedInMhz(3_066)
            .startTime(Instant.parse("2026-03-02T09:00:00Z"))
            .build();
    final long ticks = session.startTicks() + 1_000_000_007L;
    final long expected =
        switch (clock) {
          case QPC -> 134_169_156_000_000_000L + 10_000_000_070_000_000L / 2_994_853;
          case SYSTEM_TIME -> 134_169_156_000_000_000L + 1_000_000_007L;
          case CPU_CYCLES -> 134_169_156_000_000_000L + 10_000_000_070L / 3_066;
        };
    assertThat(session.timeOf(ticks)).isEqualTo(expected);
  }

  @Test
  void timeOf_afterAMonth_doesNotOverflow() {
    final TraceSession session = TraceSession.builder().frequency(3_579_545).build();
    final long month = 30L * 86_400 * TraceSession.SECOND;
    assertThat(session.timeOf(session.ticksAt(month)) - session.startTime())
        .isBetween(month - 3, month);
  }

  @Test
  void idleCpu_flushesLastWithAnEarlySequenceNumber() {
    final TraceSession session = TraceSession.builder().cpuCount(2).bufferSize(1_024).build();
    final WrittenTrace trace =
        WrittenTrace.of(
            session,
            writer -> {
              writer.send(1, session.ticksAt(0), PERFINFO, new Send(FLOW, 1, 0, 0));
              for (int i = 0; i < 100; i++) {
                writer.send(0, session.ticksAt(i * 1_000L), PERFINFO, new Send(FLOW, 1, 0, 0));
              }
            });

    final List<WrittenBuffer> buffers = trace.buffers();
    final WrittenBuffer last = buffers.get(buffers.size() - 1);
    assertThat(last.cpu()).isEqualTo(1);
    assertThat(last.sequenceNumber()).isEqualTo(1);
    assertThat(buffers).extracting(WrittenBuffer::cpu).startsWith(0, 0, 0, 0);
  }

  @Test
  void stoppedTrace_hasAllSequenceNumbers() {
    final WrittenTrace trace = WrittenTrace.of(small(), writer -> sendEverySecond(writer, 500));
    assertThat(new TraceParser(trace.bytes()).buffers())
        .extracting(buffer -> buffer.get("SequenceNumber"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, trace.buffers().size() + 1).mapToObj(i -> (long) i).toList());
  }

  @Test
  void sends_areAtTheirReportedPositions() {
    final WrittenTrace trace = WrittenTrace.of(small(), writer -> sendEverySecond(writer, 500));
    assertThat(trace.readableSends()).hasSize(500);
    assertThat(sendsInFile(trace)).containsExactlyElementsOf(expected(trace));
  }

  @Test
  void compressedFile_hasBuffersAtUnalignedOffsets() {
    final TraceSession session =
        TraceSession.builder().cpuCount(3).layout(FileLayout.COMPRESSED).build();
    final WrittenTrace trace = WrittenTrace.of(session, writer -> sendEverySecond(writer, 6_000));

    final List<TraceParser.Buffer> buffers = new TraceParser(trace.bytes()).buffers();
    assertThat(buffers.get(0).get("BufferSize")).isEqualTo(0x200);
    assertThat(buffers.get(0).has(0x40)).isFalse();
    assertThat(buffers.subList(1, buffers.size())).hasSizeGreaterThan(4).allMatch(b -> b.has(0x40));
    assertThat(trace.buffers()).anyMatch(buffer -> buffer.fileOffset() % 8 != 0);
    assertThat(trace.bytes().length).isLessThan(6_000 * 56 / 2);
    assertThat(new TraceParser(trace.bytes()).logHeader())
        .containsEntry("BufferSize", 0x10000)
        .containsEntry("LogFileMode", 0x04010001);
    assertThat(sendsInFile(trace)).containsExactlyElementsOf(expected(trace)).hasSize(6_000);
  }

  @Test
  void incompressibleBuffer_isStoredUncompressed() {
    final TraceSession session =
        TraceSession.builder().layout(FileLayout.COMPRESSED).bufferSize(4_096).build();
    final byte[] noise = new byte[4_000];
    new SplitMix64(1).fill(noise, noise.length);
    noise[0] = (byte) (4_000 & 0xFF);
    noise[1] = 4_000 >> 8;
    noise[2] = 0;
    noise[3] = (byte) 0x90;
    final WrittenTrace trace =
        WrittenTrace.of(session, writer -> writer.record(0, session.startTicks(), noise));

    final TraceParser.Buffer buffer = new TraceParser(trace.bytes()).buffers().get(1);
    assertThat(buffer.has(0x40)).isFalse();
    assertThat(buffer.get("BufferSize")).isEqualTo(4_096);
    assertThat(buffer.body().array()).contains(noise);
  }

  @Test
  void circularFile_keepsTheLatestBuffers() {
    final TraceSession session =
        TraceSession.builder().cpuCount(1).bufferSize(1_024).circular(5).build();
    final WrittenTrace trace = WrittenTrace.of(session, writer -> sendEverySecond(writer, 200));

    assertThat(trace.bytes()).hasSize(6 * 1_024);
    final List<Long> numbers = trace.buffers().stream().map(WrittenBuffer::sequenceNumber).toList();
    assertThat(numbers).hasSize(5).isNotEqualTo(numbers.stream().sorted().toList());
    assertThat(numbers.stream().sorted().toList())
        .isEqualTo(IntStream.rangeClosed(8, 12).mapToObj(i -> (long) i).toList());
    assertThat(sendsInFile(trace))
        .containsExactlyElementsOf(expected(trace))
        .hasSizeBetween(68, 90);
    assertThat(trace.sends()).hasSize(200);
  }

  @Test
  void killedSession_losesCurrentBuffersAndTotals() {
    final WrittenTrace trace =
        WrittenTrace.of(small(SessionEnd.KILLED), writer -> sendEverySecond(writer, 500));
    assertThat(new TraceParser(trace.bytes()).logHeader())
        .containsEntry("EndTime", 0L)
        .containsEntry("BuffersWritten", 0);
    assertThat(trace.sends()).hasSize(500);
    assertThat(trace.readableSends()).hasSizeBetween(400, 499);
    assertThat(sendsInFile(trace)).containsExactlyElementsOf(expected(trace));
  }

  @Test
  void truncatedFile_endsWithinARecord() {
    final WrittenTrace trace =
        WrittenTrace.of(small(SessionEnd.TRUNCATED), writer -> sendEverySecond(writer, 500));
    final WrittenBuffer last = trace.buffers().get(trace.buffers().size() - 1);
    assertThat(last.fileOffset() + last.storedLength()).isEqualTo(trace.bytes().length);
    assertThat(last.readableLength()).isBetween(73, last.usedLength() - 1);
    assertThat(sendsInFile(trace)).containsExactlyElementsOf(expected(trace));
  }

  @Test
  void truncatedCompressedBuffer_isUnreadable() {
    final TraceSession session =
        TraceSession.builder()
            .cpuCount(1)
            .layout(FileLayout.COMPRESSED)
            .end(SessionEnd.TRUNCATED)
            .build();
    final WrittenTrace trace = WrittenTrace.of(session, writer -> sendEverySecond(writer, 4_000));
    final WrittenBuffer last = trace.buffers().get(trace.buffers().size() - 1);
    assertThat(last.fileOffset() + last.storedLength()).isEqualTo(trace.bytes().length);
    assertThat(last.readableLength()).isZero();
    assertThat(trace.readableSends())
        .isNotEmpty()
        .noneMatch(send -> send.buffer().orElseThrow().equals(last));
  }

  @Test
  void preallocatedFile_endsWithZeros() {
    final TraceSession session =
        TraceSession.builder().bufferSize(1_024).zeroTail(200_000).end(SessionEnd.KILLED).build();
    final WrittenTrace trace = WrittenTrace.of(session, writer -> sendEverySecond(writer, 500));
    final byte[] bytes = trace.bytes();
    final int end = bytes.length - 200_000;
    assertThat(end % 1_024).isZero();
    assertThat(Arrays.copyOfRange(bytes, end, bytes.length)).containsOnly(0);
    assertThat(sendsInFile(trace)).containsExactlyElementsOf(expected(trace));
  }

  @Test
  void damagedRecord_endsItsBuffer() {
    final WrittenTrace trace = faulty(BufferFault.DAMAGED_RECORD);
    assertThat(sendsInFile(trace))
        .containsExactlyElementsOf(expected(trace))
        .hasSizeBetween(450, 499);
    assertThat(trace.buffers())
        .filteredOn(buffer -> buffer.fault() == BufferFault.DAMAGED_RECORD)
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(b -> b.readableLength() > 72 && b.readableLength() < b.usedLength());
  }

  @Test
  void damagedHeader_makesItsBufferUnreadable() {
    final WrittenTrace trace = faulty(BufferFault.DAMAGED_HEADER);
    for (final WrittenBuffer buffer : trace.buffers()) {
      final boolean isOrdinary =
          ByteBuffer.wrap(trace.bytes()).getInt((int) buffer.fileOffset()) == 0x00040000;
      assertThat(isOrdinary).isEqualTo(buffer.fault() == BufferFault.NONE);
      assertThat(buffer.readableLength()).isEqualTo(isOrdinary ? buffer.usedLength() : 0);
    }
  }

  @Test
  void lostBuffer_isCountedAndItsSequenceNumberMissing() {
    final WrittenTrace trace = faulty(BufferFault.LOST);
    assertThat(trace.buffers()).noneMatch(buffer -> buffer.sequenceNumber() % 7 == 3);
    final long lost = trace.sends().stream().filter(send -> send.buffer().isEmpty()).count();
    assertThat(lost).isPositive();
    // 3, 10, 17 and 24 of the 30 buffers that 17 sends each fill.
    assertThat(new TraceParser(trace.bytes()).logHeader()).containsEntry("BuffersLost", 4);
    assertThat(sendsInFile(trace))
        .containsExactlyElementsOf(expected(trace))
        .hasSize(500 - (int) lost);
  }

  @Test
  void damagedPacking_refersToBytesBeforeTheOutput() {
    final TraceSession session =
        TraceSession.builder()
            .layout(FileLayout.COMPRESSED)
            .faults(number -> number == 2 ? BufferFault.DAMAGED_PACKING : BufferFault.NONE)
            .build();
    final WrittenTrace trace = WrittenTrace.of(session, writer -> sendEverySecond(writer, 6_000));
    assertThatThrownBy(() -> new TraceParser(trace.bytes()).buffers())
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(trace.sends()).hasSize(6_000);
    assertThat(trace.readableSends())
        .hasSizeLessThan(6_000)
        .noneMatch(send -> send.buffer().orElseThrow().sequenceNumber() == 2);
  }

  @Test
  void malformedSend_isWrittenButUnreadable() {
    final WrittenTrace trace =
        WrittenTrace.of(
            small(),
            writer ->
                writer.malformedSend(
                    0, writer.session().startTicks(), PERFINFO, new Send(FLOW, 1, 0, 0)));
    assertThat(trace.sends()).singleElement().matches(send -> !send.readable());
    assertThat(onlyRecord(trace).bytes().limit()).isEqualTo(16 + 16);
  }

  @Test
  void processRecord_holdsTheImageName() {
    final ProcessEvent event =
        new ProcessEvent(ProcessEvent.Kind.DC_START, 4_321, 4, "chrome.exe", "chrome.exe -x", true);
    final WrittenTrace trace =
        WrittenTrace.of(
            small(),
            writer ->
                writer.process(0, writer.session().startTicks(), HeaderKind.PERFINFO, 4, event));
    final TraceParser.Event record = onlyRecord(trace);
    assertThat(record.hook()).isEqualTo(0x0303);
    assertThat(record.u16(0)).isEqualTo(4);
    assertThat(record.bytes().getInt(16 + 8)).isEqualTo(4_321);
    // Key, four integers, directory table base and flags; then a TOKEN_USER and a SID of 12 bytes.
    final int name = 16 + 8 + 16 + 8 + 4 + 16 + 12;
    assertThat(octets(record.bytes(), name, 11))
        .containsExactly('c', 'h', 'r', 'o', 'm', 'e', '.', 'e', 'x', 'e', 0);
    assertThat(record.bytes().limit()).isEqualTo(name + 11 + 2 * 14 + 4);
  }

  @Test
  void recordBeforeThePreviousOne_isRejected() {
    final WrittenTrace trace = WrittenTrace.of(small(), writer -> {});
    assertThat(trace.sends()).isEmpty();
    assertThatThrownBy(
            () ->
                WrittenTrace.of(
                    small(), writer -> writer.send(0, 0, PERFINFO, new Send(FLOW, 1, 0, 0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TraceSession small() {
    return small(SessionEnd.STOPPED);
  }

  private static TraceSession small(SessionEnd end) {
    return TraceSession.builder().cpuCount(3).bufferSize(1_024).end(end).build();
  }

  private static WrittenTrace faulty(BufferFault fault) {
    final TraceSession session =
        TraceSession.builder()
            .cpuCount(3)
            .bufferSize(1_024)
            .faults(number -> number % 7 == 3 ? fault : BufferFault.NONE)
            .build();
    return WrittenTrace.of(session, writer -> sendEverySecond(writer, 500));
  }

  /** Writes sends of 1, 2, 3 … bytes, one per second, on the CPUs in turn. */
  private static void sendEverySecond(TraceWriter writer, int count) {
    final TraceSession session = writer.session();
    for (int i = 0; i < count; i++) {
      final long ticks = session.ticksAt(i * TraceSession.SECOND);
      final int tick = session.tickOf(session.timeOf(ticks));
      writer.send(i % session.cpuCount(), ticks, PERFINFO, new Send(FLOW, i + 1, tick - 1, tick));
    }
  }

  private static WrittenTrace one(RecordEncoding encoding, Send send) {
    return WrittenTrace.of(
        small(), writer -> writer.send(0, writer.session().startTicks(), encoding, send));
  }

  private static TraceParser.Event onlyRecord(WrittenTrace trace) {
    final TraceParser parser = new TraceParser(trace.bytes());
    final List<TraceParser.Event> records = TraceParser.records(parser.buffers().get(1));
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static int[] octets(ByteBuffer record, int from, int count) {
    return IntStream.range(from, from + count).map(at -> record.get(at) & 0xFF).toArray();
  }

  /** File offset, position, timestamp and size of all sends in the file. */
  private static List<List<Long>> sendsInFile(WrittenTrace trace) {
    final List<List<Long>> sendsInFile = new ArrayList<>();
    for (final TraceParser.Event record : new TraceParser(trace.bytes()).records()) {
      if (record.hook() == 0x060A) {
        sendsInFile.add(
            List.of(
                (long) record.buffer().fileOffset(),
                (long) record.position(),
                record.timestamp(),
                (long) record.bytes().getInt(20)));
      }
    }
    return sendsInFile;
  }

  private static List<List<Long>> expected(WrittenTrace trace) {
    return trace.readableSends().stream()
        .map(
            send ->
                List.of(
                    send.buffer().orElseThrow().fileOffset(),
                    (long) send.position(),
                    send.ticks(),
                    (long) send.send().size()))
        .toList();
  }
}
