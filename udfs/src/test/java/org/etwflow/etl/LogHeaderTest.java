package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.SessionHeader;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogHeaderTest {

  private static final byte[] FILE = TraceBytes.fixed(4_096);

  private static LogHeader parse(final byte[] file) throws EtlFormatException {
    return LogHeader.parse(file, file.length);
  }

  private static ThrowableAssertAlternative<EtlFormatException> assertRejected(final byte[] file) {
    return assertThatExceptionOfType(EtlFormatException.class).isThrownBy(() -> parse(file));
  }

  private static byte[] withU32(final int offset, final long value) {
    return TraceFiles.overwritten(FILE, offset, Bytes.bytes().u32(value).toArray());
  }

  private static byte[] withU64(final int offset, final long value) {
    return TraceFiles.overwritten(FILE, offset, Bytes.bytes().u64(value).toArray());
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 8"})
  void fieldsAfterThePointers_areReadForBothPointerSizes(
      final int headerType, final int pointerSize) throws EtlFormatException {
    final LogHeader header = parse(TraceBytes.firstBuffer(headerType, 8_192, 8_192));

    assertThat(header)
        .isEqualTo(
            new LogHeader(
                8_192,
                false,
                17_763,
                pointerSize,
                6,
                0x0001_0002,
                ClockType.QPC,
                new TraceClock(
                    TraceBytes.START_TICKS, TraceBytes.START_TIME, 10_000_000, 3_000_000),
                TraceBytes.START_TIME + 70_000_000,
                12,
                41,
                7));
    assertThat(header.sessionStart()).isEqualTo(TraceBytes.START_TIME);
    assertThat(header.isClosed()).isTrue();
    assertThat(header.isCircular()).isTrue();
  }

  @Test
  void pointerSizeField_doesNotDecideTheLayout() throws EtlFormatException {
    // At 44 of the payload; real traces say 4 there in a log header with 8-byte pointers.
    assertThat(parse(withU32(148, 4)))
        .returns(4L, LogHeader::pointerSize)
        .returns(TraceBytes.START_TIME, LogHeader::sessionStart);
  }

  @Test
  void killedSession_hasNoEnd() throws EtlFormatException {
    final LogHeader header = parse(withU64(TraceBytes.END_TIME_AT, 0));

    assertThat(header.isClosed()).isFalse();
    assertThat(header.sessionEnd()).isZero();
  }

  @Test
  void sequentialFile_isNotCircular() throws EtlFormatException {
    assertThat(parse(withU32(TraceBytes.LOG_FILE_MODE_AT, 0x0001_0001)).isCircular()).isFalse();
  }

  @Test
  void firstBufferOfAnotherSize_meansPackedBuffers() throws EtlFormatException {
    assertThat(parse(TraceBytes.packed(65_536)).packed()).isTrue();
  }

  @Test
  void compressedMode_meansPackedBuffers() throws EtlFormatException {
    assertThat(parse(withU32(TraceBytes.LOG_FILE_MODE_AT, 0x0400_0001)).packed()).isTrue();
  }

  @Test
  void counts_areUnsigned() throws EtlFormatException {
    final byte[] file = withU64(140, -1);
    final byte[] lost = TraceFiles.overwritten(file, 152, Bytes.hex("ffffffff"));

    assertThat(parse(TraceFiles.overwritten(lost, 380, Bytes.hex("ffffffff"))))
        .returns(4_294_967_295L, LogHeader::buffersWritten)
        .returns(4_294_967_295L, LogHeader::eventsLost)
        .returns(4_294_967_295L, LogHeader::buffersLost);
  }

  @Test
  void systemTimeClock_usesTimestampsUnchanged() throws EtlFormatException {
    final LogHeader header = parse(withU32(TraceBytes.CLOCK_AT, 2));

    assertThat(header.clockType()).isEqualTo(ClockType.SYSTEM_TIME);
    assertThat(header.clock().toFileTime(TraceBytes.START_TIME + 123))
        .isEqualTo(TraceBytes.START_TIME + 123);
  }

  @Test
  void cycleClock_usesTheProcessorSpeed() throws EtlFormatException {
    final LogHeader header = parse(withU32(TraceBytes.CLOCK_AT, 3));

    assertThat(header.clockType()).isEqualTo(ClockType.CPU_CYCLES);
    assertThat(header.clock().toFileTime(TraceBytes.START_TICKS + 2_500_000_000L))
        .isEqualTo(TraceBytes.START_TIME + 10_000_000);
  }

  @Test
  void systemTimeClock_needsNoFrequency() throws EtlFormatException {
    final byte[] file = withU64(TraceBytes.FREQUENCY_AT, 0);

    assertThat(parse(TraceFiles.overwritten(file, TraceBytes.CLOCK_AT, (byte) 2)).clockType())
        .isEqualTo(ClockType.SYSTEM_TIME);
  }

  @Test
  void emptyFile_isRejected() {
    assertRejected(new byte[0]).withMessageContaining("empty");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 71, 72, 103})
  void fileTruncatedInItsFirstHeaders_isRejected(final int length) {
    assertRejected(TraceFiles.cut(FILE, length)).withMessageContaining("offset " + length);
  }

  @ParameterizedTest
  @ValueSource(ints = {104, 200, 383})
  void fileTruncatedInItsLogHeader_isRejected(final int length) {
    assertRejected(TraceFiles.cut(FILE, length))
        .withMessageContaining("offset " + length)
        .withMessageContaining("log header");
  }

  @Test
  void fileEndingAfterTheFields_isRead() throws EtlFormatException {
    assertThat(parse(TraceFiles.cut(FILE, 384))).isEqualTo(parse(FILE));
    assertThat(LogHeader.BYTES_NEEDED).isGreaterThanOrEqualTo(384);
  }

  @Test
  void text_isRejected() {
    final byte[] text = "not a trace\n".repeat(100).getBytes(StandardCharsets.UTF_8);

    assertRejected(text)
        .withMessageContaining("not an event trace")
        .withMessageContaining("offset 72");
  }

  @Test
  void zeros_areRejected() {
    assertRejected(new byte[4_096]).withMessageContaining("not an event trace");
  }

  @ParameterizedTest
  @CsvSource({
    "54, 0", // buffer type without log header
    "74, 3", // a compact header in its place
    "75, 0", // no record
    "78, 10", // another type
    "79, 6", // another group
  })
  void fileWithAnotherFirstRecord_isRejected(final int offset, final byte value) {
    assertRejected(TraceFiles.overwritten(FILE, offset, value))
        .withMessageContaining("no log header record at offset 72");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 71, (16 << 20) + 1, 0xFFFF_FFFFL})
  void impossibleBufferSize_isRejected(final long size) {
    assertRejected(withU32(TraceBytes.BUFFER_SIZE_AT, size))
        .withMessageContaining("buffer size, at offset 104, is " + size);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 100_000_000_001L, Long.MAX_VALUE})
  void impossibleFrequency_isRejected(final long frequency) {
    assertRejected(withU64(TraceBytes.FREQUENCY_AT, frequency))
        .withMessageContaining("clock's frequency, at offset 360, is " + frequency);
  }

  @Test
  void cycleClockWithoutProcessorSpeed_isRejected() {
    final byte[] file = withU32(TraceBytes.CPU_SPEED_AT, 0);

    assertRejected(TraceFiles.overwritten(file, TraceBytes.CLOCK_AT, (byte) 3))
        .withMessageContaining("processor's speed, at offset 156, is 0");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4, 0xFFFF_FFFFL})
  void unknownClock_isRejected(final long clock) {
    assertRejected(withU32(TraceBytes.CLOCK_AT, clock))
        .withMessageContaining("clock, at offset 376, is " + clock);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 2_650_467_744_000_000_000L})
  void impossibleStart_isRejected(final long time) {
    assertRejected(withU64(TraceBytes.START_TIME_AT, time))
        .withMessageContaining("session's start, at offset 368, is " + time);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 2_650_467_744_000_000_000L})
  void impossibleEnd_meansSessionNotClosed(final long time) throws Exception {
    final byte[] file = withU64(TraceBytes.END_TIME_AT, time);

    assertThat(LogHeader.parse(file, file.length).isClosed()).isFalse();
  }

  @Test
  void impossibleProcessorCount_isAccepted() throws Exception {
    final byte[] file = withU32(TraceBytes.PROCESSORS_AT, 0x8000_0000L);

    assertThat(LogHeader.parse(file, file.length).cpuCount()).isEqualTo(0x8000_0000L);
  }

  @Test
  void mode_saysWhetherTheSessionWasAppended() throws EtlFormatException {
    assertThat(parse(withU32(TraceBytes.LOG_FILE_MODE_AT, 0x0001_0004)).isAppended()).isTrue();
    assertThat(parse(withU32(TraceBytes.LOG_FILE_MODE_AT, 0x0001_0003)).isAppended()).isFalse();
  }

  @Test
  void loss_isThatOfEventsOrBuffers() {
    assertThat(SessionHeader.session().lost(1, 0).header().hasLoss()).isTrue();
    assertThat(SessionHeader.session().lost(0, 1).header().hasLoss()).isTrue();
    assertThat(SessionHeader.session().lost(2, 2).header().hasLoss()).isTrue();
    assertThat(SessionHeader.session().lost(0, 0).header().hasLoss()).isFalse();
  }

  @Test
  void appendedSession_endsTheSession_ifItStartsDuringIt() {
    final LogHeader header = SessionHeader.session().lost(3, 4).header();

    assertThat(header.endedBy(SessionHeader.END)).isSameAs(header);
    assertThat(header.endedBy(SessionHeader.START)).isSameAs(header);
    for (final long start : new long[] {SessionHeader.START + 1, SessionHeader.END - 1}) {
      assertThat(header.endedBy(start))
          .returns(start, LogHeader::sessionEnd)
          .returns(0L, LogHeader::buffersWritten)
          .returns(3L, LogHeader::eventsLost)
          .returns(4L, LogHeader::buffersLost)
          .returns(header.clock(), LogHeader::clock);
    }
  }

  @Test
  void openHeader_hasNoEndAndNoBuffers() {
    final LogHeader open = SessionHeader.session().open().header();

    assertThat(SessionHeader.session().buffersWritten(9).header().open()).isEqualTo(open);
    assertThat(open.open()).isSameAs(open);
  }

  @Test
  void logHeader_isFoundInABuffer() throws EtlFormatException {
    final byte[] bytes = Bytes.concat(new byte[100], FILE);

    assertThat(LogHeader.find(bytes, 100, 4_096)).isEqualTo(parse(FILE));
    assertThat(LogHeader.find(bytes, 100, 384)).isEqualTo(parse(FILE));
    assertThat(LogHeader.find(bytes, 100, 383)).isNull();
    assertThat(LogHeader.find(bytes, 100, 72)).isNull();
    assertThat(LogHeader.find(bytes, 100, 71)).isNull();
    assertThat(LogHeader.find(bytes, 0, 4_196)).isNull();
    assertThat(LogHeader.find(TraceFiles.overwritten(bytes, 100 + 75, (byte) 0), 100, 4_096))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void bootTime_isReadForBothPointerSizes(final int headerType) {
    final byte[] file = TraceBytes.firstBuffer(headerType, 4_096, 4_096);

    assertThat(LogHeader.bootTime(file)).isEqualTo(TraceBytes.START_TIME - 1);
  }

  @Test
  void impossibleBootTime_isZero() {
    assertThat(LogHeader.bootTime(withU64(352, -1))).isZero();
  }
}
