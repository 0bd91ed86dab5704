package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.RecordBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Fields and payload offset of each kind of record header. */
class RecordCursorTest {

  private static final String GUID = "00112233-4455-6677-8899-aabbccddeeff";
  private static final long TIME = 0x0102_0304_0506_0708L;
  private static final byte[] PAYLOAD = Bytes.hex("a0a1a2a3a4a5a6a7 a8a9aaab");

  private static RecordCursor on(final byte[] record) {
    final byte[] bytes = Bytes.concat(new byte[72], record);
    final RecordCursor cursor = new RecordCursor().wrap(bytes, 72, bytes.length);
    assertThat(cursor.next()).isTrue();
    return cursor;
  }

  static Stream<Arguments> headersOfTheKernel() {
    return Stream.of(
        Arguments.of(RecordBytes.system(0x01, 3, 0x0A0B, TIME, PAYLOAD), 32, 4),
        Arguments.of(RecordBytes.system(0x02, 3, 0x0A0B, TIME, PAYLOAD), 32, 8),
        Arguments.of(RecordBytes.compact(0x03, 3, 0x0A0B, TIME, PAYLOAD), 24, 4),
        Arguments.of(RecordBytes.compact(0x04, 3, 0x0A0B, TIME, PAYLOAD), 24, 8),
        Arguments.of(RecordBytes.perfinfo(0x10, 3, 0x0A0B, TIME, PAYLOAD), 16, 4),
        Arguments.of(RecordBytes.perfinfo(0x11, 3, 0x0A0B, TIME, PAYLOAD), 16, 8));
  }

  @ParameterizedTest
  @MethodSource("headersOfTheKernel")
  void kernelHeader_hasTheHookId(final byte[] record, final int headerSize, final int pointerSize) {
    assertThat(on(record))
        .returns(RecordKind.KERNEL, RecordCursor::kind)
        .returns(0x0A0B, RecordCursor::hookId)
        .returns(3, RecordCursor::version)
        .returns(TIME, RecordCursor::timestamp)
        .returns(pointerSize, RecordCursor::pointerSize)
        .returns(record.length, RecordCursor::size)
        .returns(72, RecordCursor::offset)
        .returns(72 + headerSize, RecordCursor::payloadOffset)
        .returns(PAYLOAD.length, RecordCursor::payloadLength);
  }

  @ParameterizedTest
  @CsvSource({"0x0A, 4", "0x14, 8"})
  void fullHeader_hasClassAndType(final int headerType, final int pointerSize) {
    final RecordCursor record =
        on(RecordBytes.classic(headerType, GUID, 10, 0x0102, TIME, PAYLOAD));

    assertThat(record)
        .returns(RecordKind.CLASSIC, RecordCursor::kind)
        .returns(10, RecordCursor::classicType)
        .returns(0x0102, RecordCursor::version)
        .returns(TIME, RecordCursor::timestamp)
        .returns(pointerSize, RecordCursor::pointerSize)
        .returns(72 + 48, RecordCursor::payloadOffset)
        .returns(PAYLOAD.length, RecordCursor::payloadLength);
    assertThat(record.hasGuid(Guid.of(GUID))).isTrue();
    assertThat(record.hasGuid(Guid.of("00112233-4455-6677-8899-aabbccddeefe"))).isFalse();
    assertThat(record.hasGuid(Guid.of("01112233-4455-6677-8899-aabbccddeeff"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0x0B, 4", "0x15, 8"})
  void instanceHeader_isASeparateKind(final int headerType, final int pointerSize) {
    assertThat(on(RecordBytes.instance(headerType, 10, 2, TIME, PAYLOAD)))
        .returns(RecordKind.INSTANCE, RecordCursor::kind)
        .returns(2, RecordCursor::version)
        .returns(TIME, RecordCursor::timestamp)
        .returns(pointerSize, RecordCursor::pointerSize)
        .returns(72 + 56, RecordCursor::payloadOffset)
        .returns(PAYLOAD.length, RecordCursor::payloadLength);
  }

  @ParameterizedTest
  @CsvSource({"0x12, 4", "0x13, 8"})
  void eventHeader_hasProviderAndId(final int headerType, final int pointerSize) {
    final RecordCursor record =
        on(RecordBytes.manifest(headerType, GUID, 0xFFFE, 0xFD, 0, TIME, PAYLOAD));

    assertThat(record)
        .returns(RecordKind.MANIFEST, RecordCursor::kind)
        .returns(0xFFFE, RecordCursor::manifestId)
        .returns(0xFD, RecordCursor::version)
        .returns(TIME, RecordCursor::timestamp)
        .returns(pointerSize, RecordCursor::pointerSize)
        .returns(72 + 80, RecordCursor::payloadOffset)
        .returns(PAYLOAD.length, RecordCursor::payloadLength);
    assertThat(record.hasGuid(Guid.of(GUID))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0x00", "0x02", "0x0F", "0x13", "0xFF"})
  void message_isRecognizedWithAnySecondByte(final int byte2) {
    assertThat(on(RecordBytes.message(byte2, PAYLOAD)))
        .returns(RecordKind.MESSAGE, RecordCursor::kind)
        .returns(0, RecordCursor::version)
        .returns(false, RecordCursor::hasTimestamp)
        .returns(RecordCursor.NO_TIMESTAMP, RecordCursor::timestamp)
        .returns(72 + 8, RecordCursor::payloadOffset)
        .returns(PAYLOAD.length, RecordCursor::payloadLength);
  }

  @Test
  void message_canHaveTheMarkerOfOtherHeaders() {
    final byte[] record = RecordBytes.message(0x0F, PAYLOAD);
    record[3] = (byte) 0xC0;

    assertThat(on(record).kind()).isEqualTo(RecordKind.MESSAGE);
  }

  @Test
  void messageWithoutData_isTheSmallestRecordAtTheEnd() {
    final byte[] record = RecordBytes.message(0, new byte[0]);
    final byte[] tooShort = record.clone();
    tooShort[0] = 7;

    assertThat(on(record))
        .returns(8, RecordCursor::size)
        .returns(0, RecordCursor::payloadLength)
        .returns(false, RecordCursor::next)
        .returns(false, RecordCursor::isBroken);
    assertThat(new RecordCursor().wrap(tooShort, 0, 8).next()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0x0002, 0", "0x8002, 8", "0x0102, 8", "0x0302, 24", "0x8702, 64", "0x7802, 0"})
  void perfinfoHeader_hasTheExtensionInItsVersion(final int version, final int extension) {
    final byte[] extended = Bytes.concat(new byte[extension], PAYLOAD);

    assertThat(on(RecordBytes.perfinfo(0x11, version, 0x060A, TIME, extended)))
        .returns(2, RecordCursor::version)
        .returns(72 + 16 + extension, RecordCursor::payloadOffset)
        .returns(PAYLOAD.length, RecordCursor::payloadLength);
  }

  @Test
  void otherKernelHeaders_haveNoExtension() {
    assertThat(on(RecordBytes.system(0x02, 0x8702, 0x060A, TIME, PAYLOAD)).payloadOffset())
        .isEqualTo(72 + 32);
  }

  @Test
  void perfinfoHeader_largerThanItsRecord_hasNoPayload() {
    assertThat(on(RecordBytes.perfinfo(0x11, 0x8702, 0x060A, TIME, PAYLOAD)))
        .returns(RecordCursor.NO_PAYLOAD, RecordCursor::payloadOffset)
        .returns(0, RecordCursor::payloadLength);
  }

  @Test
  void recordOfHeaderSize_hasAnEmptyPayload() {
    assertThat(on(RecordBytes.system(0x02, 2, 0x060A, TIME)))
        .returns(72 + 32, RecordCursor::payloadOffset)
        .returns(0, RecordCursor::payloadLength);
  }

  @ParameterizedTest
  @CsvSource({"0x12, 4", "0x13, 8"})
  void eventHeaderOfAClassicEvent_hasClassAndType(final int headerType, final int pointerSize) {
    final RecordCursor record =
        on(RecordBytes.classicEvent(headerType, GUID, 0xFE, 0xFD, TIME, PAYLOAD));

    assertThat(record)
        .returns(RecordKind.CLASSIC, RecordCursor::kind)
        .returns(false, RecordCursor::isKernel)
        .returns(0xFE, RecordCursor::classicType)
        .returns(0xFD, RecordCursor::version)
        .returns(pointerSize, RecordCursor::pointerSize)
        .returns(72 + 80, RecordCursor::payloadOffset);
    assertThat(record.hasGuid(Guid.of(GUID))).isTrue();
  }

  @Test
  void nextRecord_hasItsOwnTimestamp() {
    final byte[] first = RecordBytes.perfinfo(0x11, 2, 0x060A, TIME, new byte[8]);
    final byte[] bytes = Bytes.concat(first, RecordBytes.system(2, 2, 0x060A, TIME + 1));
    final RecordCursor cursor = new RecordCursor().wrap(bytes, 0, bytes.length);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.timestamp()).isEqualTo(TIME);
    assertThat(cursor.next()).isTrue();

    assertThat(cursor.timestamp()).isEqualTo(TIME + 1);
    assertThat(cursor.hasTimestamp()).isTrue();
    assertThat(cursor.isKernel()).isTrue();
    assertThat(cursor.bytes()).isSameAs(bytes);
  }
}
