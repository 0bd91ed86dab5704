package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distinct counts, compared with hash sets. */
class DistinctCountTest {

  private record Element(long high, long low) {}

  private static List<Element> random(final Random random, final int count, final int different) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Element(random.nextInt(different) / 100, random.nextInt(100)))
        .toList();
  }

  private static DistinctCount of(final List<Element> elements) {
    final DistinctCount count = new DistinctCount(2);
    elements.forEach(element -> count.add(new long[] {element.high(), element.low()}));
    return count;
  }

  private static DistinctCount written(final DistinctCount count) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    count.write(out);
    out.writeByte(77);
    final DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    final DistinctCount read = DistinctCount.read(in, 2);
    assertThat(in.readByte()).isEqualTo((byte) 77);
    return read;
  }

  @Property(tries = 300)
  void count_upTo256Elements_isExact(
      @ForAll final Random random, @ForAll @IntRange(max = 256) final int different) {
    final List<Element> elements = new ArrayList<>();
    for (int i = 0; i < different; i++) {
      elements.add(new Element(random.nextInt(3) - 1, i % 7 == 0 ? -i : (long) i << 40));
    }
    elements.addAll(List.copyOf(elements));
    Collections.shuffle(elements, random);

    assertThat(of(elements).count()).isEqualTo(new HashSet<>(elements).size());
  }

  @Test
  void zeroElement_isCounted() {
    assertThat(of(List.of(new Element(0, 0), new Element(0, 0), new Element(0, 1))).count())
        .isEqualTo(2);
  }

  @Property(tries = 200)
  void merge_inAnyOrder_givesSameCount(
      @ForAll final Random random, @ForAll @IntRange(min = 1, max = 5_000) final int different)
      throws IOException {
    final List<Element> elements = new ArrayList<>(random(random, 2 * different, different));
    final DistinctCount expected = of(elements);
    Collections.shuffle(elements, random);
    final List<DistinctCount> parts = new ArrayList<>();
    for (int from = 0; from < elements.size(); ) {
      final int to = Math.min(elements.size(), from + 1 + random.nextInt(1_000));
      parts.add(written(of(elements.subList(from, to))));
      from = to;
    }
    while (parts.size() > 1) {
      final DistinctCount merged = parts.remove(random.nextInt(parts.size()));
      parts.get(random.nextInt(parts.size())).merge(merged);
    }

    assertThat(parts.get(0).count()).isEqualTo(expected.count());
    assertThat(written(parts.get(0)).count()).isEqualTo(expected.count());
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 300, 400, 1_000, 10_000, 1_000_000})
  void count_above256Elements_isWithinThreeStandardErrors(final int different) {
    final DistinctCount count = new DistinctCount(2);
    for (int i = 0; i < different; i++) {
      count.add(new long[] {i % 1_000, 0xC612_0000L + i});
    }

    assertThat((double) count.count()).isCloseTo(different, within(different * 3 * 0.01625));
    assertThat(count.count()).isGreaterThan(256);
  }

  @Test
  void merge_leavesArgumentUnchanged() {
    final DistinctCount small = of(random(new Random(1), 100, 1_000));
    final DistinctCount large = of(random(new Random(2), 2_000, 100_000));
    final long ofSmall = small.count();
    final long ofLarge = large.count();

    final DistinctCount sum = new DistinctCount(2);
    sum.merge(small);
    sum.merge(large);
    sum.add(new long[] {-1, -1});

    assertThat(small.count()).isEqualTo(ofSmall);
    assertThat(large.count()).isEqualTo(ofLarge);
    assertThat(sum.count()).isGreaterThan(ofSmall);
  }

  /** Returns elements of which each has its upper or lower half in common with others. */
  private static List<Element> grid(final int count) {
    return IntStream.range(0, count).mapToObj(i -> new Element(1 + i / 16, i % 16)).toList();
  }

  @Test
  void elements_withCommonHalves_areDistinct() throws IOException {
    final DistinctCount count = of(grid(256));
    grid(256).forEach(element -> count.add(new long[] {element.high(), element.low()}));

    assertThat(count.count()).isEqualTo(256);
    assertThat(written(count).count()).isEqualTo(256);
  }

  @Test
  void merge_addsTheElementsOfBoth() {
    for (final int other : new int[] {3, 256, 300}) {
      final DistinctCount empty = new DistinctCount(2);
      empty.merge(of(grid(other)));
      assertThat(empty.count()).isEqualTo(of(grid(other)).count());
    }
  }

  /**
   * The first element that is not kept is not lost. DataSketches has coupons of 26 bits in place of
   * so few registers: different elements have different ones.
   */
  @Test
  void count_above256Elements_isThatOfElementsAddedTwice() throws IOException {
    final DistinctCount once = of(grid(300));
    final DistinctCount twice = of(grid(300));
    grid(300).forEach(element -> twice.add(new long[] {element.high(), element.low()}));

    assertThat(once.count()).isEqualTo(twice.count()).isEqualTo(300);
    assertThat(written(once).count()).isEqualTo(once.count());
  }
}
