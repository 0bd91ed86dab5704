package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Percentiles, compared with sorted arrays. */
class SizeHistogramTest {

  private static final long MAX = 0xFFFF_FFFFL;

  @Provide
  Arbitrary<List<Long>> sizes() {
    return Arbitraries.oneOf(
            Arbitraries.longs().between(0, MAX),
            Arbitraries.longs().between(0, 300),
            Arbitraries.integers().between(0, 32).map(bits -> (1L << bits) - 1),
            Arbitraries.integers().between(0, 31).map(bits -> 1L << bits))
        .list()
        .ofMinSize(1)
        .ofMaxSize(300);
  }

  private static SizeHistogram of(final List<Long> sizes) {
    final SizeHistogram histogram = new SizeHistogram();
    sizes.forEach(histogram::add);
    return histogram;
  }

  private static byte[] bytes(final SizeHistogram histogram) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    histogram.write(out);
    return out.getCopyOfBuffer();
  }

  /** Nearest rank: the smallest size that {@code percent} percent of all sizes do not exceed. */
  private static long exact(final long[] sorted, final int percent) {
    int rank = 1;
    while (100L * rank < (long) percent * sorted.length) {
      rank++;
    }
    return sorted[rank - 1];
  }

  private static void assertPercentiles(final SizeHistogram histogram, final long[] sizes) {
    final long[] sorted = sizes.clone();
    Arrays.sort(sorted);
    for (final int percent : new int[] {1, 50, 95, 99, 100}) {
      final long exact = exact(sorted, percent);
      assertThat(Math.abs(histogram.percentile(percent) - exact) * 128)
          .as("%s %% of %s sizes: %s", percent, sizes.length, exact)
          .isLessThanOrEqualTo(exact);
    }
  }

  @Property
  void percentile_isWithinOnePercent(@ForAll("sizes") final List<Long> sizes) {
    assertPercentiles(of(sizes), sizes.stream().mapToLong(Long::longValue).toArray());
  }

  @Property
  void merge_inAnyOrder_givesSameBytes(
      @ForAll("sizes") final List<Long> sizes, @ForAll final Random random) throws IOException {
    final List<SizeHistogram> parts = new ArrayList<>();
    final List<Long> shuffled = new ArrayList<>(sizes);
    Collections.shuffle(shuffled, random);
    for (int from = 0; from < shuffled.size(); ) {
      final int to = Math.min(shuffled.size(), from + 1 + random.nextInt(60));
      parts.add(of(shuffled.subList(from, to)));
      from = to;
    }
    while (parts.size() > 1) {
      final SizeHistogram merged = parts.remove(random.nextInt(parts.size()));
      parts.get(random.nextInt(parts.size())).merge(merged);
    }

    assertThat(bytes(parts.get(0))).isEqualTo(bytes(of(sizes)));
  }

  private static SizeHistogram read(final DataInputDeserializer in) throws IOException {
    final SizeHistogram read = new SizeHistogram();
    read.read(in);
    return read;
  }

  @Property
  void read_consumesExactlyTheWrittenBytes(@ForAll("sizes") final List<Long> sizes)
      throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    of(sizes).write(out);
    out.writeByte(77);

    final DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    final SizeHistogram read = read(in);

    assertThat(in.readByte()).isEqualTo((byte) 77);
    assertThat(bytes(read)).isEqualTo(bytes(of(sizes)));
    assertPercentiles(read, sizes.stream().mapToLong(Long::longValue).toArray());
  }

  @Test
  void counts_beyondInt_areExact() throws IOException {
    final SizeHistogram histogram = of(List.of(5L, 9L, 9L));
    for (int i = 0; i < 40; i++) {
      histogram.merge(read(new DataInputDeserializer(bytes(histogram))));
    }
    histogram.add(1_000);

    final SizeHistogram read = read(new DataInputDeserializer(bytes(histogram)));
    assertThat(read.percentile(33)).isEqualTo(5);
    assertThat(read.percentile(34)).isEqualTo(9);
    assertThat(read.percentile(99)).isEqualTo(9);
    assertThat(read.percentile(100)).isBetween(993L, 1_007L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000, 1_000_000})
  void percentiles_ofManySizes_areWithinOnePercent(final int count) {
    final long[] sizes =
        new Random(count)
            .longs(count, 0, 1L << 62)
            .map(bits -> bits >>> (30 + bits % 33))
            .toArray();
    final SizeHistogram histogram = new SizeHistogram();
    LongStream.of(sizes).forEach(histogram::add);

    assertPercentiles(histogram, sizes);
  }

  @Test
  void percentiles_ofUnorderedSizes_areThoseInOrder() {
    final SizeHistogram histogram = of(List.of(9L, 5L, 9L, 5L));

    assertThat(histogram.percentile(50)).isEqualTo(5);
    assertThat(histogram.percentile(51)).isEqualTo(9);
    assertThat(histogram.percentile(100)).isEqualTo(9);
  }
}
