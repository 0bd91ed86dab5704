package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.etwflow.etl.BufferCondition.DAMAGED_HEADER;
import static org.etwflow.etl.BufferCondition.TRUNCATED;
import static org.etwflow.etl.BufferCondition.UNUSED;
import static org.etwflow.etl.BufferCondition.WHOLE;
import static org.etwflow.testing.BufferBytes.buffer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.etwflow.event.SendIPV4;
import org.etwflow.testing.BufferSpan;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedBufferReaderTest {

  private static final int SIZE = 512;
  private static final byte[] FILE =
      TraceBytes.fixed(SIZE, bufferOf(1), bufferOf(2), bufferOf(3), bufferOf(4));

  /** A buffer with one send of the given size. */
  private static byte[] bufferOf(final int size) {
    return buffer(Sends.record(7, size, TraceBytes.START_TICKS + size)).ofSize(SIZE);
  }

  private static List<BufferCondition> conditions(final byte[] file) {
    return BufferSpan.of(file).stream().map(BufferSpan::condition).toList();
  }

  private static List<Long> sizesOfSends(final byte[] file) {
    return Sends.in(file).stream().map(send -> send.size).toList();
  }

  @Test
  void buffers_areReadWithTheirOffsets() {
    assertThat(BufferSpan.of(FILE))
        .extracting(BufferSpan::offset, BufferSpan::storedSize, BufferSpan::condition)
        .containsExactly(
            tuple(0L, 512L, WHOLE),
            tuple(512L, 512L, WHOLE),
            tuple(1_024L, 512L, WHOLE),
            tuple(1_536L, 512L, WHOLE),
            tuple(2_048L, 512L, WHOLE));
    assertThat(sizesOfSends(FILE)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void range_isReadFromItsStart() {
    assertThat(BufferSpan.inRange(TraceFiles.trace(FILE), FILE, 1_024, 2_048))
        .extracting(BufferSpan::offset)
        .containsExactly(1_024L, 1_536L);
  }

  @Test
  void stream_isReadToItsEnd() {
    assertThat(BufferSpan.inRange(TraceFiles.trace(FILE), FILE, 0, BufferReader.TO_END_OF_STREAM))
        .isEqualTo(BufferSpan.of(FILE));
  }

  @Test
  void offset_isThatOfTheNextBuffer() throws IOException {
    final BufferReader reader =
        BufferReader.of(TraceFiles.trace(FILE), new ByteArrayInputStream(FILE), 0, FILE.length);
    assertThat(reader.offset()).isZero();

    assertThat(reader.read(new EtlBuffer())).isTrue();

    assertThat(reader.offset()).isEqualTo(SIZE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00000000", // no size, though the rest is no zeros
    "0, 00040000", // another size than all
    "0, ffffffff",
    "48, 47000000", // records would end inside the header
    "48, 01020000", // records would end beyond the buffer
    "48, ffffffff",
    "52, 8000", // a flag that none has
    "52, 4000", // compressed, which takes less than the others
    "54, 0800", // a type that none has
  })
  void damagedHeader_damagesOnlyItsBuffer(final int offset, final String damage) {
    final byte[] file = TraceFiles.overwritten(FILE, 2 * SIZE + offset, Bytes.hex(damage));

    assertThat(conditions(file)).containsExactly(WHOLE, WHOLE, DAMAGED_HEADER, WHOLE, WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(1L, 3L, 4L);
  }

  @Test
  void bufferBetweenDamagedOnes_isRead() {
    final byte[] first = TraceFiles.overwritten(FILE, SIZE, Bytes.hex("ffffffff"));
    final byte[] file = TraceFiles.overwritten(first, 3 * SIZE, Bytes.hex("ffffffff"));

    assertThat(conditions(file))
        .containsExactly(WHOLE, DAMAGED_HEADER, WHOLE, DAMAGED_HEADER, WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(2L, 4L);
  }

  @Test
  void zeros_areUnusedBuffersAndLaterBuffersAreRead() {
    final byte[] file =
        Bytes.concat(TraceFiles.overwritten(FILE, SIZE, new byte[SIZE]), new byte[2 * SIZE]);

    assertThat(conditions(file))
        .containsExactly(WHOLE, UNUSED, WHOLE, WHOLE, WHOLE, UNUSED, UNUSED);
    assertThat(sizesOfSends(file)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void unreliableHeaderFields_areIgnored() {
    // SavedOffset, CurrentOffset, flush time, sequence number, clock: all that can be garbage.
    final byte[] garbage = Bytes.bytes().fillTo(36, 0xEE).toArray();
    final byte[] file = TraceFiles.overwritten(FILE, SIZE + 4, garbage);

    assertThat(conditions(file)).containsOnly(WHOLE);
    assertThat(sizesOfSends(file)).containsExactly(1L, 2L, 3L, 4L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void buffersWritten_isIgnored(final int buffersWritten) {
    final byte[] file = TraceFiles.overwritten(FILE, 140, (byte) buffersWritten);

    assertThat(sizesOfSends(file)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void truncatedBuffer_isReadUpToItsEnd() {
    final byte[] last =
        buffer(
                Sends.record(7, 5, TraceBytes.START_TICKS),
                Sends.record(7, 6, TraceBytes.START_TICKS))
            .ofSize(SIZE);
    final byte[] file = Bytes.concat(FILE, TraceFiles.cut(last, 72 + 72 + 40));

    assertThat(conditions(file)).containsExactly(WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, TRUNCATED);
    assertThat(Sends.in(file))
        .extracting((SendIPV4 send) -> send.size)
        .contains(5L)
        .doesNotContain(6L);
  }

  @Test
  void bytesAfterTheRecords_areIgnored() {
    final byte[] one = Sends.record(7, 1, TraceBytes.START_TICKS);
    // Offset 48 holds the end of the records; one more record after it was never committed.
    final byte[] both =
        TraceFiles.overwritten(buffer(one, one).ofSize(SIZE), 48, Bytes.hex("90000000"));

    assertThat(Sends.in(TraceBytes.fixed(SIZE, both))).hasSize(1);
  }

  @Test
  void appendedSession_isReadByAnotherReader() throws IOException {
    final byte[] file = Bytes.concat(FILE, TraceBytes.fixed(SIZE, bufferOf(5), bufferOf(6)));
    final Trace trace = TraceFiles.trace(file);
    final BufferReader reader =
        BufferReader.of(trace, new ByteArrayInputStream(file), 0, file.length);
    final EtlBuffer buffer = new EtlBuffer();
    assertThat(reader.trace()).isSameAs(trace);
    assertThat(reader.appendedReader()).isNull();
    for (int i = 0; i < 5; i++) {
      assertThat(reader.read(buffer)).isTrue();
      assertThat(reader.resumeOffset()).isEqualTo(reader.offset()).isEqualTo(SIZE * (i + 1L));
    }
    assertThat(reader.read(buffer)).isFalse();
    assertThat(reader.read(buffer)).isFalse();
    assertThat(reader.bytesDecompressed()).isZero();

    final BufferReader appended = reader.appendedReader();

    assertThat(appended.trace())
        .returns(5L * SIZE, Trace::start)
        .returns(1, Trace::number)
        .returns(trace.header(), Trace::header);
    for (int i = 5; i < 8; i++) {
      assertThat(appended.read(buffer)).isTrue();
      assertThat(buffer.offset()).isEqualTo((long) SIZE * i);
    }
    assertThat(appended.read(buffer)).isFalse();
    assertThat(appended.appendedReader()).isNull();
  }

  @Test
  void truncatedBuffer_isReadable_ifItHasAWholeHeader() {
    for (final int length : new int[] {71, 72, 511}) {
      final byte[] file = Bytes.concat(FILE, TraceFiles.cut(bufferOf(5), length));

      assertThat(BufferSpan.of(file))
          .last()
          .returns(TRUNCATED, BufferSpan::condition)
          .returns((long) length, BufferSpan::storedSize)
          .returns(length < 72 ? 0 : Math.min(length, 72 + 68), BufferSpan::used);
    }
  }

  @Test
  void rangeWithoutBytes_hasNoBuffers() {
    assertThat(BufferSpan.inRange(TraceFiles.trace(FILE), FILE, SIZE, SIZE)).isEmpty();
  }
}
