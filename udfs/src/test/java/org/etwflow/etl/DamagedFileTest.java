package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferBytes.buffer;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.etwflow.testing.BufferSpan;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damages files at random after their log header: the spans cover the file without gaps, untouched
 * buffers are read as before, and readers of ranges give the same spans as a reader of the file.
 */
class DamagedFileTest {

  private static final int SIZE = 512;
  private static final byte[] FIXED =
      TraceBytes.fixed(
          SIZE, fixedBuffer(1), fixedBuffer(2, 2), fixedBuffer(3), fixedBuffer(4, 4, 4));
  private static final byte[] PACKED =
      TraceBytes.packed(
          65_536,
          compressed(1, 2, 3),
          compressed(4),
          fixedBuffer(5),
          fixedBuffer(6, 7),
          compressed(8, 9),
          compressed(10, 11, 12, 13));

  private static byte[] fixedBuffer(final int... sizes) {
    return buffer(records(sizes)).ofSize(SIZE);
  }

  private static byte[] compressed(final int... sizes) {
    return buffer(records(sizes)).compressed();
  }

  private static byte[][] records(final int... sizes) {
    final byte[][] records = new byte[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      records[i] = Sends.record(7, sizes[i], TraceBytes.START_TICKS + sizes[i]);
    }
    return records;
  }

  static Stream<byte[]> files() {
    return Stream.of(FIXED, PACKED);
  }

  @Provide
  Arbitrary<byte[]> file() {
    return Arbitraries.of(FIXED, PACKED);
  }

  private static void assertSpansCover(final List<BufferSpan> spans, final int length) {
    long end = 0;
    for (final BufferSpan span : spans) {
      assertThat(span.offset()).isEqualTo(end);
      assertThat(span.storedSize()).isPositive();
      end = span.end();
    }
    assertThat(end).isEqualTo(length);
  }

  @ParameterizedTest
  @MethodSource("files")
  void truncatedFile_isReadUpToItsEnd(final byte[] file) {
    final Trace trace = TraceFiles.trace(file);
    final List<BufferSpan> buffers = BufferSpan.of(file);
    for (int length = 0; length <= file.length; length++) {
      final int cut = length;
      final List<BufferSpan> spans = BufferSpan.of(trace, TraceFiles.cut(file, cut));

      assertSpansCover(spans, cut);
      final List<BufferSpan> before = buffers.stream().filter(b -> b.end() <= cut).toList();
      assertThat(spans.subList(0, before.size())).isEqualTo(before);
      assertThat(spans.subList(before.size(), spans.size()))
          .extracting(BufferSpan::condition)
          .isEqualTo(
              buffers.stream().anyMatch(b -> b.offset() < cut && cut < b.end())
                  ? List.of(BufferCondition.TRUNCATED)
                  : List.of());
    }
  }

  @Property
  void overwrittenBytes_damageOnlyTheirBuffers(
      @ForAll("file") final byte[] file,
      @ForAll @IntRange(max = 10_000) final int place,
      @ForAll @Size(min = 1, max = 700) final byte[] bytes) {
    assertOnlyTouchedBuffersAreLost(file, place % file.length, bytes);
  }

  @Property
  void anyValueInAHeader_damagesOnlyItsBuffer(
      @ForAll("file") final byte[] file,
      @ForAll @IntRange(max = 6) final int buffer,
      @ForAll("fieldOffset") final int offset,
      @ForAll("fieldValue") final long value) {
    final List<BufferSpan> buffers = BufferSpan.of(file);
    final long at = buffers.get(buffer % buffers.size()).offset() + offset;

    assertOnlyTouchedBuffersAreLost(file, (int) at, Bytes.bytes().u32(value).toArray());
  }

  /** Header fields that a reader depends on: size, end of the records, flags and type. */
  @Provide
  Arbitrary<Integer> fieldOffset() {
    return Arbitraries.of(0, 48, 52);
  }

  @Provide
  Arbitrary<Long> fieldValue() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 2_000),
        Arbitraries.longs().between(0, 70_000),
        Arbitraries.longs().between(0, 0xFFFF_FFFFL));
  }

  /**
   * Whether the size of a buffer leads to bytes in another buffer that look like a header: then the
   * size is believed, and the other buffer is lost, too.
   */
  private static boolean leadsToFalseHeader(
      final Trace trace, final byte[] file, final List<BufferSpan> buffers) {
    final int bufferSize = trace.requireHeader().bufferSize();
    return buffers.stream()
        .mapToLong(buffer -> buffer.offset() + BufferHeader.bufferSize(file, (int) buffer.offset()))
        .filter(next -> next <= file.length - BufferHeader.SIZE)
        .filter(next -> buffers.stream().noneMatch(buffer -> buffer.offset() == next))
        .anyMatch(next -> BufferHeader.isPlausiblePacked(file, (int) next, bufferSize));
  }

  private static void assertOnlyTouchedBuffersAreLost(
      final byte[] file, final int from, final byte[] bytes) {
    final int to = Math.min(from + bytes.length, file.length);
    final byte[] damaged = TraceFiles.overwritten(file, from, TraceFiles.cut(bytes, to - from));

    final Trace trace = TraceFiles.trace(file);
    Assume.that(!leadsToFalseHeader(trace, damaged, BufferSpan.of(file)));
    final List<BufferSpan> spans = BufferSpan.of(trace, damaged);

    assertSpansCover(spans, file.length);
    assertThat(spans)
        .allSatisfy(
            alone ->
                assertThat(BufferSpan.inRange(trace, damaged, alone.offset(), alone.end()))
                    .containsExactly(alone));
    assertThat(ChainSplits.of(trace, damaged)).isEqualTo(spans);
    assertThat(spans).hasSizeLessThan(20);
    assertThat(spans)
        .containsAll(
            BufferSpan.of(file).stream().filter(b -> b.end() <= from || b.offset() >= to).toList());
  }

  @Property(tries = 300)
  void anyBytesAfterTheLogHeader_areCoveredBySpans(
      @ForAll("file") final byte[] file, @ForAll @Size(max = 3_000) final byte[] bytes) {
    final byte[] hostile = Bytes.concat(TraceFiles.cut(file, SIZE), bytes);

    final Trace trace = TraceFiles.trace(file);
    final List<BufferSpan> spans = BufferSpan.of(trace, hostile);
    assertSpansCover(spans, hostile.length);
    assertThat(ChainSplits.of(trace, hostile)).isEqualTo(spans);
  }
}
