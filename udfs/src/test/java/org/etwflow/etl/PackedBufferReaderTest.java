package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.etl.BufferCondition.DAMAGED_COMPRESSION;
import static org.etwflow.etl.BufferCondition.DAMAGED_HEADER;
import static org.etwflow.etl.BufferCondition.EXCESSIVE_EXPANSION;
import static org.etwflow.etl.BufferCondition.OTHER_COMPRESSION;
import static org.etwflow.etl.BufferCondition.TRUNCATED;
import static org.etwflow.etl.BufferCondition.UNUSED;
import static org.etwflow.etl.BufferCondition.WHOLE;
import static org.etwflow.testing.BufferBytes.buffer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.etwflow.testing.BufferBytes;
import org.etwflow.testing.BufferSpan;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.Lz77Stream;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedBufferReaderTest {

  private static final int BUFFER_SIZE = 4_096;
  private static final int MEGABYTE = 1 << 20;

  private static final byte[] ONE = withSends(1).compressed();
  private static final byte[] TWO = withSends(2, 2).compressed();
  private static final byte[] THREE = withSends(3, 3, 3).compressed();
  private static final byte[] FOUR = withSends(4).ofSize(240);
  private static final byte[] FIVE = withSends(5, 5).ofSize(304);
  private static final byte[] SIX = withSends(6).compressed();

  private static BufferBytes withSends(final int... sizes) {
    return buffer(
        Arrays.stream(sizes)
            .mapToObj(size -> Sends.record(7, size, TraceBytes.START_TICKS + size))
            .toArray(byte[][]::new));
  }

  private static byte[] file(final byte[]... buffers) {
    return TraceBytes.packed(BUFFER_SIZE, buffers);
  }

  private static byte[] damaged(final byte[] buffer, final int offset, final String damage) {
    return TraceFiles.overwritten(buffer, offset, Bytes.hex(damage));
  }

  private static List<BufferCondition> conditions(final byte[] file) {
    return BufferSpan.of(file).stream().map(BufferSpan::condition).toList();
  }

  private static List<Long> sizesOfSends(final byte[] file) {
    return Sends.in(file).stream().map(send -> send.size).toList();
  }

  @Test
  void compressedAndUncompressedBuffers_areRead() {
    final byte[] file = file(ONE, TWO, THREE, FOUR, FIVE, SIX);

    assertThat(BufferSpan.of(file))
        .extracting(BufferSpan::storedSize)
        .containsExactly(
            512L,
            (long) ONE.length,
            (long) TWO.length,
            (long) THREE.length,
            240L,
            304L,
            (long) SIX.length);
    assertThat(conditions(file)).containsOnly(WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(1L, 2L, 2L, 3L, 3L, 3L, 4L, 5L, 5L, 6L);
  }

  @Test
  void compressedBufferWithoutRecords_isRead() {
    final byte[] file = file(buffer().compressed(), ONE);

    assertThat(conditions(file)).containsExactly(WHOLE, WHOLE, WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(1L);
  }

  @Test
  void bufferThatCompressionMakesLonger_isRead() {
    final byte[] noise = new byte[3_900];
    new Random(1).nextBytes(noise);
    final byte[] longer =
        buffer(RecordBytes.system(2, 2, 0x0A0A, TraceBytes.START_TICKS, noise)).compressed();
    assertThat(longer).hasSizeGreaterThan(BUFFER_SIZE);

    assertThat(conditions(file(ONE, longer, TWO))).containsOnly(WHOLE);
  }

  @Test
  void range_isReadFromItsStartToItsEnd() {
    final byte[] file = file(ONE, TWO, THREE, FOUR);
    final long from = 512L + ONE.length;
    final long end = from + TWO.length + THREE.length;

    assertThat(BufferSpan.inRange(TraceFiles.trace(file), file, from, end))
        .isEqualTo(BufferSpan.of(file).subList(2, 4));
  }

  @Test
  void bytesAfterTheRange_areNotRead() {
    final byte[] file = file(ONE, TWO, THREE);
    final long end = 512L + ONE.length + TWO.length - 1;

    assertThat(BufferSpan.inRange(TraceFiles.trace(file), file, 512, end))
        .extracting(BufferSpan::end)
        .containsExactly(512L + ONE.length, end);
  }

  @Test
  void rangeSmallerThanAHeader_isReportedAsInTheWholeFile() {
    final byte[] file = file(ONE, Bytes.bytes().fillTo(60, 0xEE).toArray(), TWO);
    final long from = 512L + ONE.length;

    assertThat(BufferSpan.inRange(TraceFiles.trace(file), file, from, from + 60))
        .isEqualTo(BufferSpan.of(file).subList(2, 3))
        .extracting(BufferSpan::condition)
        .containsExactly(DAMAGED_HEADER);
  }

  @Test
  void headerInsideDamage_withoutValidRecords_isIgnored() {
    final byte[] fake = buffer(Sends.record(7, 7, 1), new byte[40]).ofSize(240);
    final byte[] file = file(damaged(ONE, 0, "ffffffff"), fake, THREE);

    assertThat(conditions(file)).containsExactly(WHOLE, DAMAGED_HEADER, WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(3L, 3L, 3L);
  }

  @Test
  void stream_isReadToItsEnd() {
    final byte[] file = file(ONE, TWO, THREE, FOUR);

    assertThat(BufferSpan.inRange(TraceFiles.trace(file), file, 0, BufferReader.TO_END_OF_STREAM))
        .isEqualTo(BufferSpan.of(file));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00000000", // no size
    "0, 47000000", // a size inside the header
    "0, ffffffff", // more than any buffer takes
    "48, 47000000",
    "48, 01100000", // records beyond the size of the session's buffers
    "48, ffffffff",
    "52, 4001",
    "54, 0800",
  })
  void damagedHeader_damagesOnlyItsBuffer(final int offset, final String damage) {
    final byte[] compressed = file(ONE, damaged(TWO, offset, damage), THREE, FOUR);
    assertThat(conditions(compressed)).containsExactly(WHOLE, WHOLE, DAMAGED_HEADER, WHOLE, WHOLE);
    assertThat(sizesOfSends(compressed)).containsExactly(1L, 3L, 3L, 3L, 4L);

    final byte[] other = file(ONE, damaged(FIVE, offset, damage), FOUR, THREE);
    assertThat(conditions(other)).containsExactly(WHOLE, WHOLE, DAMAGED_HEADER, WHOLE, WHOLE);
    assertThat(sizesOfSends(other)).containsExactly(1L, 4L, 3L, 3L, 3L);
  }

  @Test
  void bufferBetweenDamagedOnes_isRead() {
    final String damage = "ffffffff";
    for (final byte[] good : new byte[][] {THREE, FOUR}) {
      final byte[] file = file(damaged(ONE, 0, damage), good, damaged(TWO, 0, damage), SIX);

      assertThat(conditions(file))
          .containsExactly(WHOLE, DAMAGED_HEADER, WHOLE, DAMAGED_HEADER, WHOLE);
    }
  }

  @Test
  void bufferBeforeADamagedOne_isRead() {
    for (final byte[] good : new byte[][] {THREE, FOUR}) {
      assertThat(conditions(file(ONE, good, damaged(TWO, 0, "ffffffff"), SIX)))
          .containsExactly(WHOLE, WHOLE, WHOLE, DAMAGED_HEADER, WHOLE);
    }
  }

  @Test
  void sizeReachingIntoTheNextBuffer_damagesOnlyItsBuffer() {
    final byte[] full = withSends(5, 5).ofSize(72 + 72 + 68);
    for (final byte[] buffer : new byte[][] {TWO, FIVE, full}) {
      for (final int tooMuch : new int[] {1, 8, 72, 100}) {
        final byte[] size = Bytes.bytes().u32(buffer.length + tooMuch).toArray();
        final byte[] file = file(ONE, TraceFiles.overwritten(buffer, 0, size), THREE, FOUR);

        assertThat(sizesOfSends(file)).containsExactly(1L, 3L, 3L, 3L, 4L);
      }
    }
  }

  @Test
  void sizeReachingBeyondTheFile_damagesOnlyItsBuffer() {
    final String almostABuffer = "00100000";
    for (final byte[] buffer : new byte[][] {TWO, FIVE}) {
      final byte[] file = file(damaged(buffer, 0, almostABuffer), THREE, FOUR);

      assertThat(conditions(file)).containsExactly(WHOLE, DAMAGED_HEADER, WHOLE, WHOLE);
      assertThat(sizesOfSends(file)).containsExactly(3L, 3L, 3L, 4L);
    }
  }

  @Test
  void sizeTooSmall_damagesOnlyItsBuffer() {
    assertThat(sizesOfSends(file(damaged(TWO, 0, "50000000"), THREE, FOUR)))
        .containsExactly(3L, 3L, 3L, 4L);
    // Those of an uncompressed buffer are all there: it says itself where they end.
    final byte[] file = file(damaged(FOUR, 0, "90000000"), THREE, SIX);
    assertThat(conditions(file)).containsExactly(WHOLE, WHOLE, DAMAGED_HEADER, WHOLE, WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(4L, 3L, 3L, 3L, 6L);
  }

  @ParameterizedTest
  @ValueSource(ints = {72, 73, 75})
  void damagedCompression_damagesOnlyItsBuffer(final int offset) {
    final byte[] file = file(ONE, damaged(TWO, offset, "ff"), THREE, FOUR);

    assertThat(conditions(file)).containsExactly(WHOLE, WHOLE, DAMAGED_COMPRESSION, WHOLE, WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(1L, 3L, 3L, 3L, 4L);
  }

  @Test
  void decompressedSizeOtherThanInTheHeader_isDamage() {
    final byte[] file = file(ONE, damaged(TWO, 48, "58000000"), THREE);

    assertThat(conditions(file)).containsExactly(WHOLE, WHOLE, DAMAGED_COMPRESSION, WHOLE);
  }

  @Test
  void zerosBetweenBuffers_areAHole() {
    final byte[] file = file(ONE, new byte[1_000], TWO, new byte[72], THREE);

    assertThat(conditions(file)).containsExactly(WHOLE, WHOLE, UNUSED, WHOLE, UNUSED, WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(1L, 2L, 2L, 3L, 3L, 3L);
  }

  @Test
  void zerosAfterTheLastBuffer_areAnUnusedTail() {
    final List<BufferSpan> spans = BufferSpan.of(file(ONE, new byte[300_000]));

    assertThat(spans).extracting(BufferSpan::condition).containsExactly(WHOLE, WHOLE, UNUSED);
    assertThat(spans.get(2).storedSize()).isEqualTo(300_000);
  }

  @Test
  void invalidBytes_areReportedOnce() {
    final byte[] garbage = Bytes.bytes().fillTo(300_000, 0xEE).toArray();
    final List<BufferSpan> spans = BufferSpan.of(file(ONE, garbage, TWO, garbage));

    assertThat(spans)
        .extracting(BufferSpan::condition)
        .containsExactly(WHOLE, WHOLE, DAMAGED_HEADER, WHOLE, DAMAGED_HEADER);
  }

  @Test
  void truncatedBuffer_ifUncompressed_isReadUpToItsEnd() {
    // The first of two records of 68 bytes, and half of the second.
    final byte[] file = file(ONE, TraceFiles.cut(FIVE, 72 + 72 + 40));

    assertThat(conditions(file)).containsExactly(WHOLE, WHOLE, TRUNCATED);
    assertThat(sizesOfSends(file)).containsExactly(1L, 5L);
  }

  @Test
  void bufferLargerThanTheWindow_isRead() {
    final byte[][] records = new byte[9_000][];
    Arrays.setAll(records, i -> Sends.record(i, i, TraceBytes.START_TICKS + i));
    final byte[] large = buffer(records).ofSize(700_000);
    final byte[] file = TraceBytes.packed(1 << 20, ONE, large, TWO, large);

    assertThat(conditions(file)).containsOnly(WHOLE);
    assertThat(Sends.in(file)).hasSize(1 + 9_000 + 2 + 9_000);
  }

  @Test
  void bufferAfterLongFalseBuffers_isFound() {
    final byte[][] promises = new byte[2_000][];
    Arrays.fill(promises, bufferThatDecompressesTo(MEGABYTE, MEGABYTE - 72 - 100));
    final byte[] noHeader = Bytes.bytes().fillTo(80, 0xEE).toArray();
    final byte[] file = TraceBytes.packed(MEGABYTE, ONE, noHeader, Bytes.concat(promises), TWO);

    final List<BufferSpan> spans = BufferSpan.of(file);

    assertThat(spans.get(spans.size() - 1).isWhole()).isTrue();
    assertThat(sizesOfSends(file)).containsExactly(1L, 2L, 2L);
  }

  /**
   * Worst case: a false header at every eighth byte, whose buffer extends to the end of the file.
   */
  @Test
  void bytesCheckedInASearch_growWithTheFile_notWithItsSquare() throws IOException {
    final long small = bytesChecked(falseHeaders(100_000));
    final long large = bytesChecked(falseHeaders(1_600_000));

    assertThat(small).isGreaterThan(100_000);
    assertThat(large).isLessThan(2 * SearchAllowance.FACTOR * (1_600_000L + MEGABYTE));
  }

  /** Worst case: small whole buffers end the search, each before another false header. */
  @Test
  void bytesDecompressedInVain_growWithTheFile_notWithItsSquare() throws IOException {
    final byte[] pair = Bytes.concat(falseHeaders(80), ONE);
    final byte[][] pairs = new byte[4_000][];
    Arrays.fill(pairs, pair);
    final byte[] all = Bytes.concat(pairs);

    assertThat(bytesChecked(all))
        .isLessThan(2 * SearchAllowance.FACTOR * (all.length + 2L * MEGABYTE));
  }

  private static long bytesChecked(final byte[] behindLogHeader) throws IOException {
    final byte[] noHeader = Bytes.bytes().fillTo(80, 0xEE).toArray();
    final byte[] file = TraceBytes.packed(MEGABYTE, noHeader, behindLogHeader);
    final PackedBufferReader reader =
        new PackedBufferReader(
            TraceFiles.trace(file),
            new ByteArrayInputStream(file),
            0,
            file.length,
            BufferReader.DEFAULT_MAX_EXPANSION);
    final EtlBuffer buffer = new EtlBuffer();
    while (reader.read(buffer)) {
      assertThat(buffer.storedSize()).isPositive();
    }
    assertThat(reader.offset()).isEqualTo(file.length);
    return reader.bytesChecked();
  }

  /** Repeated eight bytes that are plausible as size, end of records and flags of a header. */
  private static byte[] falseHeaders(final int length) {
    final Bytes bytes = Bytes.bytes();
    while (bytes.size() < length) {
      bytes.u32(90_000).u16(0x40).u16(0);
    }
    return bytes.toArray();
  }

  private static byte[] bufferThatDecompressesTo(final int size, final int made) {
    final Lz77Stream stream = Lz77Stream.stream().literals((byte) 1).match(1, made - 1);
    final byte[] header =
        TraceFiles.overwritten(TraceFiles.cut(ONE, 72), 48, Bytes.bytes().u32(size).toArray());
    final byte[] buffer = Bytes.concat(header, stream.compressed());
    return TraceFiles.overwritten(buffer, 0, Bytes.bytes().u32(buffer.length).toArray());
  }

  @Test
  void expansionBeyondTheLimit_skipsOnlyItsBuffer() {
    final byte[] bomb = bufferThatDecompressesTo(MEGABYTE, MEGABYTE - 72);
    final byte[] file = TraceBytes.packed(MEGABYTE, ONE, bomb, bomb, TWO);

    assertThat(conditions(file))
        .containsExactly(WHOLE, WHOLE, EXCESSIVE_EXPANSION, EXCESSIVE_EXPANSION, WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(1L, 2L, 2L);
  }

  @Test
  void expansionBeyondTheLimit_isReportedWithOffsetRatioAndOption() throws IOException {
    final byte[] bomb = bufferThatDecompressesTo(MEGABYTE, MEGABYTE - 72);
    final byte[] file = TraceBytes.packed(MEGABYTE, bomb);
    final EtlBuffer buffer = readSecond(file, BufferReader.DEFAULT_MAX_EXPANSION);

    assertThat(buffer.problem())
        .contains("at offset 512", (MEGABYTE / bomb.length) + " times", "1000", "--max-expansion");
  }

  @Test
  void expansionUpToTheLimit_isDecompressed() throws IOException {
    final byte[] bomb = bufferThatDecompressesTo(MEGABYTE, MEGABYTE - 72);
    final byte[] file = TraceBytes.packed(MEGABYTE, bomb);
    final int ratio = MEGABYTE / bomb.length;

    assertThat(readSecond(file, ratio).condition()).isEqualTo(EXCESSIVE_EXPANSION);
    assertThat(readSecond(file, ratio + 1).condition()).isEqualTo(WHOLE);
  }

  private static EtlBuffer readSecond(final byte[] file, final int maxExpansion)
      throws IOException {
    final BufferReader reader =
        BufferReader.of(
            TraceFiles.trace(file), new ByteArrayInputStream(file), 0, file.length, maxExpansion);
    final EtlBuffer buffer = new EtlBuffer();
    reader.read(buffer);
    reader.read(buffer);
    return buffer;
  }

  @Test
  void partOverwrittenByAnotherTrace_damagesOnlyItsBuffers() {
    final byte[] original = file(ONE, TWO, THREE, ONE, TWO, THREE, SIX, TWO);
    final byte[] other = Bytes.concat(TraceFiles.cut(SIX, 30), FOUR, TWO, FIVE, SIX, THREE);
    for (int from = 512; from + other.length < original.length; from++) {
      final byte[] overlaid = TraceFiles.overwritten(original, from, other);
      final List<BufferSpan> spans = BufferSpan.of(TraceFiles.trace(original), overlaid);

      final long begin = from;
      assertThat(spans)
          .containsAll(
              BufferSpan.of(original).stream()
                  .filter(s -> s.end() <= begin || s.offset() >= begin + other.length)
                  .toList());
      assertThat(ChainSplits.of(TraceFiles.trace(original), overlaid)).isEqualTo(spans);
      assertThat(BufferSpan.ofResumed(TraceFiles.trace(original), overlaid)).isEqualTo(spans);
    }
  }

  @Test
  void logHeaderInsideADamagedBuffer_startsNoSession() throws IOException {
    final byte[] session = file(TWO);
    final byte[] damaged = damaged(TraceFiles.cut(ONE, 80), 72, "FFFFFFFFFFFFFFFF");
    final byte[] size = Bytes.bytes().u32(damaged.length + session.length).toArray();
    final byte[] file = file(ONE, TraceFiles.overwritten(damaged, 0, size), session);
    final BufferReader reader =
        BufferReader.of(TraceFiles.trace(file), new ByteArrayInputStream(file), 0, file.length);
    final EtlBuffer buffer = new EtlBuffer();

    while (reader.read(buffer)) {
      assertThat(buffer.trace().start()).isZero();
    }

    assertThat(reader.offset()).isEqualTo(file.length);
    assertThat(reader.appendedReader()).isNull();
    assertThat(sizesOfSends(file)).containsExactly(1L, 2L, 2L);
  }

  @Test
  void xpressHuffmanBuffers_areReportedAsOtherCompression() {
    final byte[] huffman = huffmanBuffer();

    assertThat(conditions(file(ONE, huffman, huffman, TWO)))
        .containsExactly(WHOLE, WHOLE, OTHER_COMPRESSION, OTHER_COMPRESSION, WHOLE);
  }

  /** A buffer with the table of a complete code: 256 symbols of 8 bits and no matches. */
  private static byte[] huffmanBuffer() {
    final Bytes bytes = Bytes.bytes();
    bytes.all(TraceFiles.cut(withSends(1).ofSize(240), 72));
    bytes.fillTo(72 + 128, 0x88).fillTo(72 + 256, 0).fillTo(72 + 300, 0x5A);
    final byte[] size = Bytes.bytes().u32(bytes.size()).toArray();
    return damaged(TraceFiles.overwritten(bytes.toArray(), 0, size), 52, "4000");
  }

  @Test
  void appendedSession_isReadByAnotherReader_fromTheBytesReadAhead() throws IOException {
    final byte[] first = file(ONE, TWO);
    final byte[] file = Bytes.concat(first, file(THREE, FOUR));
    final Trace trace = TraceFiles.trace(file);
    final BufferReader reader =
        BufferReader.of(trace, new ByteArrayInputStream(file), 0, BufferReader.TO_END_OF_STREAM);
    final EtlBuffer buffer = new EtlBuffer();
    assertThat(reader.trace()).isSameAs(trace);
    for (int i = 0; i < 3; i++) {
      assertThat(reader.read(buffer)).isTrue();
      assertThat(reader.appendedReader()).isNull();
      assertThat(reader.resumeOffset()).isEqualTo(reader.offset());
    }
    assertThat(reader.read(buffer)).isFalse();
    assertThat(reader.read(buffer)).isFalse();
    assertThat(reader.offset()).isEqualTo(first.length);
    // One send, and two with four bytes between them, behind the header of each.
    assertThat(reader.bytesDecompressed()).isEqualTo(72 + 68 + 72 + 72 + 68);

    final BufferReader appended = reader.appendedReader();

    assertThat(appended.trace())
        .returns((long) first.length, Trace::start)
        .returns(1, Trace::number);
    for (final byte[] expected : new byte[][] {TraceFiles.cut(first, 512), THREE, FOUR}) {
      assertThat(appended.read(buffer)).isTrue();
      assertThat(buffer.storedSize()).isEqualTo(expected.length);
      assertThat(buffer.condition()).isEqualTo(WHOLE);
    }
    assertThat(appended.read(buffer)).isFalse();
    assertThat(appended.offset()).isEqualTo(file.length);
  }

  /**
   * An uncompressed buffer is bounded by its first record, and a buffer found in the bytes of a
   * damaged one by that of the damaged one.
   */
  @Test
  void bufferFoundInADamagedOne_hasItsFirstTimeAsBound() throws IOException {
    final byte[] damaged = Bytes.concat(damaged(TraceFiles.cut(TWO, 152), 150, "ffff"), ONE);
    final byte[] size = Bytes.bytes().u32(damaged.length).toArray();
    final byte[] file = file(TraceFiles.overwritten(damaged, 0, size), THREE);
    final BufferReader reader =
        BufferReader.of(TraceFiles.trace(file), new ByteArrayInputStream(file), 0, file.length);
    final EtlBuffer buffer = new EtlBuffer();
    final List<Long> bounds = new ArrayList<>();
    final List<Long> resumeOffsets = new ArrayList<>();

    while (reader.read(buffer)) {
      bounds.add(buffer.isReadable() ? buffer.notBefore() : null);
      resumeOffsets.add(reader.resumeOffset());
    }

    // Less a second: the time of the log header, and of a send two ticks later.
    final long start = TraceBytes.START_TIME - 10_000_000;
    final long damagedStart = start + 2 * 10_000_000 / TraceBytes.FREQUENCY;
    assertThat(bounds).containsExactly(start, null, damagedStart, Long.MIN_VALUE);
    assertThat(resumeOffsets)
        .containsExactly(512L, 512L, 512L + damaged.length, (long) file.length);
  }

  /** A session with larger buffers: its first one is no buffer of the damaged session. */
  @Test
  void sessionAppendedToADamagedBuffer_endsTheSearch() throws IOException {
    final byte[] inner = TraceFiles.cut(file(TWO), 512 - 80);
    final byte[] damaged =
        Bytes.concat(damaged(TraceFiles.cut(ONE, 80), 72, "FFFFFFFFFFFFFFFF"), inner);
    final byte[] size = Bytes.bytes().u32(512).toArray();
    final byte[] first = file(TraceFiles.overwritten(damaged, 0, size));
    final byte[] file = Bytes.concat(first, TraceBytes.fixed(16 << 10));
    final BufferReader reader =
        BufferReader.of(TraceFiles.trace(file), new ByteArrayInputStream(file), 0, file.length);
    final EtlBuffer buffer = new EtlBuffer();
    while (reader.read(buffer)) {
      assertThat(buffer.trace().start()).isZero();
    }

    assertThat(reader.offset()).isEqualTo(1_024);
    assertThat(reader.appendedReader()).isNotNull();
    assertThat(reader.appendedReader().trace())
        .returns(1_024L, Trace::start)
        .returns(16 << 10, session -> session.requireHeader().bufferSize());
  }

  @Test
  void damagedStream_isReadAsTheFile() {
    for (final byte[] damage :
        new byte[][] {
          TraceFiles.cut(FIVE, 72 + 72 + 40),
          TraceFiles.cut(TWO, TWO.length - 1),
          TraceFiles.cut(ONE, 71),
          damaged(TWO, 0, "00100000"),
          damaged(FIVE, 0, "00100000"),
          damaged(TWO, 75, "ff"),
          damaged(TWO, 0, "ffffffff"),
          new byte[300],
          Bytes.bytes().fillTo(300, 0xEE).toArray()
        }) {
      for (final byte[] file : new byte[][] {file(ONE, damage), file(ONE, damage, THREE, FOUR)}) {
        assertThat(
                BufferSpan.inRange(TraceFiles.trace(file), file, 0, BufferReader.TO_END_OF_STREAM))
            .isEqualTo(BufferSpan.of(file));
      }
    }
  }

  /** The header of two sends and the four bytes between them. */
  @Test
  void bytesDecompressedInVain_areCounted() throws IOException {
    final long intact = bytesChecked(Bytes.concat(ONE, TWO));

    assertThat(bytesChecked(Bytes.concat(ONE, damaged(TWO, 75, "ff"))))
        .isGreaterThanOrEqualTo(intact + 72 + 72 + 68);
  }
}
