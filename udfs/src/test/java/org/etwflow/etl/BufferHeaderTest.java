package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.Bytes.bytes;
import static org.etwflow.testing.SessionHeader.session;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of a buffer header, and the bounds of a plausible one in a session of 1,024 bytes. */
class BufferHeaderTest {

  private static final int BUFFER_SIZE = 1_024;
  private static final int COMPRESSED = 0x40;

  /** Bytes before the header, so that no field is read at the start of the array. */
  private static final int AT = 8;

  private static byte[] header(
      final long size,
      final int processor,
      final long recordsEnd,
      final int flags,
      final int type) {
    return bytes()
        .u32(size)
        .u32(0x1111_1111)
        .u32(0x2222_2222)
        .u32(0)
        .u64(0x0102_0304_0506_0708L)
        .u64(0x1112_1314_1516_1718L)
        .u64(-1)
        .u16(processor)
        .u16(0x3333)
        .u32(0)
        .u32(recordsEnd)
        .u16(flags)
        .u16(type)
        .u64(0)
        .u64(0)
        .toArray();
  }

  private static byte[] behindOthers(final byte[] header) {
    return bytes().fillTo(AT, 0xFF).all(header).toArray();
  }

  private static boolean hasLoss(final int flags) {
    return BufferHeader.hasLoss(behindOthers(header(BUFFER_SIZE, 0, 72, flags, 0)), AT);
  }

  private static int processor(final int flags) {
    return BufferHeader.processor(behindOthers(header(BUFFER_SIZE, 0x0203, 72, flags, 0)), AT);
  }

  private static int storedSize(
      final boolean isPacked, final long size, final long recordsEnd, final int flags) {
    return storedSize(isPacked, header(size, 0, recordsEnd, flags, 0));
  }

  private static int storedSize(final boolean isPacked, final byte[] header) {
    return BufferHeader.storedSize(
        header, isPacked ? session().packed().header() : session().header());
  }

  @Test
  void fields_areReadAtTheirOffsets() {
    final byte[] bytes = behindOthers(header(0xFFFF_FFFEL, 0, 0xFFFF_FFFDL, 0, 4));

    assertThat(BufferHeader.bufferSize(bytes, AT)).isEqualTo(0xFFFF_FFFEL);
    assertThat(BufferHeader.flushTimestamp(bytes, AT)).isEqualTo(0x0102_0304_0506_0708L);
    assertThat(BufferHeader.sequenceNumber(bytes, AT)).isEqualTo(0x1112_1314_1516_1718L);
    assertThat(BufferHeader.recordsEnd(bytes, AT)).isEqualTo(0xFFFF_FFFDL);
    assertThat(BufferHeader.holdsLogHeader(bytes, AT)).isTrue();
    assertThat(BufferHeader.holdsLogHeader(behindOthers(header(1_024, 0, 72, 0, 0)), AT)).isFalse();
  }

  @Test
  void processor_hasOneByteUnlessAFlagSaysTwo() {
    assertThat(processor(0)).isEqualTo(0x03);
    assertThat(processor(0x5F)).isEqualTo(0x03);
    assertThat(processor(0x20)).isEqualTo(0x0203);
  }

  @Test
  void loss_isOfEventsOrOfBuffers() {
    assertThat(hasLoss(0x02)).isTrue();
    assertThat(hasLoss(0x04)).isTrue();
    assertThat(hasLoss(0x79)).isFalse();
  }

  @Test
  void compression_isAFlagOfTheBuffer() {
    final byte[] compressed = behindOthers(header(BUFFER_SIZE, 0, 72, COMPRESSED, 0));
    final byte[] plain = behindOthers(header(BUFFER_SIZE, 0, 72, 0x3F, 0));

    assertThat(BufferHeader.isCompressed(compressed, AT)).isTrue();
    assertThat(BufferHeader.isCompressed(plain, AT)).isFalse();
  }

  @Test
  void unusedHeader_isAllZeros() {
    final byte[] zeros = new byte[AT + 72];
    Arrays.fill(zeros, 0, AT, (byte) 1);
    assertThat(BufferHeader.isUnused(zeros, AT)).isTrue();

    for (int at = 0; at < 72; at++) {
      final byte[] almost = zeros.clone();
      almost[AT + at] = 1;
      assertThat(BufferHeader.isUnused(almost, AT)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"1024, 1024", "1023, -1", "1025, -1", "72, -1"})
  void bufferOfAnUncompressedFile_hasTheSizeOfTheSession(final long size, final int stored) {
    assertThat(storedSize(false, size, 72, 0)).isEqualTo(stored);
  }

  @Test
  void bufferOfAnUncompressedFile_isNotCompressed() {
    assertThat(storedSize(false, BUFFER_SIZE, 72, COMPRESSED)).isEqualTo(BufferHeader.NO_HEADER);
  }

  @ParameterizedTest
  @CsvSource({"72, 72", "71, -1", "1024, 1024", "1025, -1", "4294967295, -1"})
  void uncompressedBufferOfAPackedFile_hasAtMostTheSizeOfTheSession(
      final long size, final int stored) {
    assertThat(storedSize(true, size, 72, 0)).isEqualTo(stored);
  }

  @Test
  void uncompressedBufferOfAPackedFile_holdsItsRecords() {
    assertThat(storedSize(true, 500, 500, 0)).isEqualTo(500);
    assertThat(storedSize(true, 500, 501, 0)).isEqualTo(BufferHeader.NO_HEADER);
  }

  /** An eighth of the session's buffer for the flags, and a header: 1,024 + 128 + 72. */
  @ParameterizedTest
  @CsvSource({"72, 72", "71, -1", "1224, 1224", "1225, -1"})
  void compressedBuffer_mayBeAnEighthLonger(final long size, final int stored) {
    assertThat(storedSize(true, size, 1_024, COMPRESSED)).isEqualTo(stored);
  }

  @ParameterizedTest
  @CsvSource({"72, true", "71, false", "1024, true", "1025, false", "4294967295, false"})
  void records_endInsideOfTheBuffer(final long recordsEnd, final boolean isPlausible) {
    assertThat(storedSize(false, BUFFER_SIZE, recordsEnd, 0) == BUFFER_SIZE).isEqualTo(isPlausible);
    assertThat(storedSize(true, BUFFER_SIZE, recordsEnd, COMPRESSED) == BUFFER_SIZE)
        .isEqualTo(isPlausible);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x100, 0x8000})
  void headerWithUnknownFlags_isNoHeader(final int flag) {
    assertThat(storedSize(false, BUFFER_SIZE, 72, flag)).isEqualTo(BufferHeader.NO_HEADER);
    assertThat(storedSize(true, BUFFER_SIZE, 72, flag)).isEqualTo(BufferHeader.NO_HEADER);
    assertThat(storedSize(true, BUFFER_SIZE, 72, 0x7F)).isEqualTo(BUFFER_SIZE);
  }

  @Test
  void headerOfAnUnknownType_isNoHeader() {
    assertThat(storedSize(false, header(BUFFER_SIZE, 0, 72, 0, 7))).isEqualTo(BUFFER_SIZE);
    assertThat(storedSize(false, header(BUFFER_SIZE, 0, 72, 0, 8)))
        .isEqualTo(BufferHeader.NO_HEADER);
  }
}
