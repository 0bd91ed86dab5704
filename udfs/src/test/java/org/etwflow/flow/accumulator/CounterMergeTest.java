package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.accumulator.StatisticsGroup.CORE;
import static org.etwflow.flow.accumulator.StatisticsGroup.DISTINCT;
import static org.etwflow.flow.accumulator.StatisticsGroup.GAPS;
import static org.etwflow.flow.accumulator.StatisticsGroup.SIZES;
import static org.etwflow.flow.accumulator.StatisticsGroup.TICKS;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.SendIPV4;
import org.etwflow.testing.Accumulators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Counters of sends that are split and merged, compared with a plain computation over all sends.
 */
class CounterMergeTest {

  private static final long START = 132_404_547_847_805_047L;
  private static final long MILLI = 10_000;

  @Provide
  Arbitrary<List<SendIPV4>> sends() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 0xFFFF_FFFFL),
            Arbitraries.longs().between(0, 1L << 40),
            Arbitraries.longs().between(0, 0xFFFF_FFFFL),
            Arbitraries.longs().between(-2, 1_000).injectNull(0.2),
            Arbitraries.integers().between(0, 5))
        .as(CounterMergeTest::send)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  private static SendIPV4 send(
      final long size,
      final long afterStart,
      final long endtime,
      final Long ticks,
      final int remote) {
    final SendIPV4 send = new SendIPV4();
    send.size = size;
    send.time = START + afterStart;
    send.endtime = ticks == null ? SendIPV4.NO_TICKS : endtime;
    send.startime = ticks == null ? SendIPV4.NO_TICKS : endtime - ticks & 0xFFFF_FFFFL;
    send.daddr = remote;
    return send;
  }

  private static List<SelectedStatistics> subsets() {
    List<Set<StatisticsGroup>> subsets = List.of(Set.of());
    for (final StatisticsGroup group : List.of(SIZES, GAPS, TICKS, DISTINCT)) {
      final List<Set<StatisticsGroup>> more = new ArrayList<>(subsets);
      subsets.forEach(subset -> more.add(with(subset, group)));
      subsets = more;
    }
    return subsets.stream().map(SelectedStatistics::new).toList();
  }

  private static Set<StatisticsGroup> with(
      final Set<StatisticsGroup> groups, final StatisticsGroup group) {
    final Set<StatisticsGroup> all = new HashSet<>(groups);
    all.add(group);
    return all;
  }

  private static Map<Counter, BigInteger> expected(final List<SendIPV4> sends) {
    final Map<Counter, BigInteger> expected = new HashMap<>();
    final LongSummaryStatistics sizes = summary(sends.stream().mapToLong(send -> send.size));
    put(expected, sizes.getCount(), Counter.SEND_COUNT);
    put(expected, sizes.getSum(), Counter.SEND_OCTETS);
    put(expected, sizes.getMin(), Counter.SEND_OCTETS_MIN);
    put(expected, sizes.getMax(), Counter.SEND_OCTETS_MAX);
    expected.put(
        Counter.SEND_OCTETS_SQUARED,
        sends.stream()
            .map(send -> BigInteger.valueOf(send.size).pow(2))
            .reduce(BigInteger.ZERO, BigInteger::add));
    final LongSummaryStatistics times = summary(sends.stream().mapToLong(send -> send.time));
    put(expected, times.getMin(), Counter.FLOW_START);
    put(expected, times.getMax(), Counter.FLOW_END);
    return expected;
  }

  private static Map<Counter, BigInteger> expectedOfTicks(final List<SendIPV4> sends) {
    final Map<Counter, BigInteger> expected = new HashMap<>();
    final List<SendIPV4> counted =
        sends.stream().filter(send -> send.hasTicks() && ticks(send) < 1L << 31).toList();
    final LongSummaryStatistics ticks =
        summary(counted.stream().mapToLong(CounterMergeTest::ticks));
    put(expected, ticks.getCount(), Counter.SEND_TICKS_COUNT);
    put(expected, ticks.getSum(), Counter.SEND_TICKS);
    put(expected, ticks.getMin(), Counter.SEND_TICKS_MIN);
    put(expected, ticks.getMax(), Counter.SEND_TICKS_MAX);
    final LongSummaryStatistics shortOrigins =
        summary(counted.stream().mapToLong(send -> send.time - send.endtime * 10 * MILLI));
    put(expected, shortOrigins.getMin(), Counter.SHORT_TICK_ORIGIN_MIN);
    put(expected, shortOrigins.getMax(), Counter.SHORT_TICK_ORIGIN_MAX);
    final LongSummaryStatistics longOrigins =
        summary(counted.stream().mapToLong(send -> send.time - send.endtime * 100 * MILLI));
    put(expected, longOrigins.getMin(), Counter.LONG_TICK_ORIGIN_MIN);
    put(expected, longOrigins.getMax(), Counter.LONG_TICK_ORIGIN_MAX);
    return expected;
  }

  private static long ticks(final SendIPV4 send) {
    return send.endtime - send.startime & 0xFFFF_FFFFL;
  }

  private static LongSummaryStatistics summary(final LongStream numbers) {
    return numbers.summaryStatistics();
  }

  private static void put(
      final Map<Counter, BigInteger> values, final long value, final Counter counter) {
    values.put(counter, BigInteger.valueOf(value));
  }

  /** Returns all counters from the serialized form: a byte of groups, then the slots. */
  private static Map<Counter, BigInteger> counters(
      final SelectedStatistics selected, final FlowAccumulator counted) throws IOException {
    final byte[] form = bytes(counted);
    final Map<Counter, BigInteger> values = new HashMap<>();
    for (final Counter counter : Counter.values()) {
      final int slot = selected.layout().slot(counter);
      if (slot >= 0) {
        final int width = counter.merge().width();
        values.put(counter, new BigInteger(form, 1 + Long.BYTES * slot, Long.BYTES * width));
      }
    }
    return values;
  }

  private static FlowAccumulator merged(
      final SelectedStatistics selected, final List<SendIPV4> sends, final Random random) {
    final Map<Integer, List<SendIPV4>> split = new TreeMap<>();
    for (final SendIPV4 send : sends) {
      split.computeIfAbsent(random.nextInt(6), part -> new ArrayList<>()).add(send);
    }
    final List<FlowAccumulator> parts = new ArrayList<>();
    parts.add(selected.newAccumulator());
    split.values().forEach(part -> parts.add(Accumulators.of(selected, part)));
    while (parts.size() > 1) {
      Collections.shuffle(parts, random);
      parts.get(0).merge(parts.remove(parts.size() - 1));
    }
    return parts.get(0);
  }

  private static byte[] bytes(final FlowAccumulator written) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    written.write(out);
    return out.getCopyOfBuffer();
  }

  private static FlowAccumulator read(final FlowAccumulator written) throws IOException {
    return FlowAccumulator.read(new DataInputDeserializer(bytes(written)));
  }

  @Property(tries = 100)
  void counters_mergedInAnyOrder_equalThoseOfAllSends(
      @ForAll("sends") final List<SendIPV4> sends, @ForAll final Random random) throws IOException {
    for (final SelectedStatistics selected : subsets()) {
      final Map<Counter, BigInteger> expected = expected(sends);
      if (selected.has(TICKS)) {
        expected.putAll(expectedOfTicks(sends));
      }

      final FlowAccumulator merged = merged(selected, sends, random);

      for (final FlowAccumulator counted : List.of(merged, merged.copy(), read(merged))) {
        assertThat(counters(selected, counted)).isEqualTo(expected);
        assertThat(StatisticsGroup.values())
            .allSatisfy(group -> assertThat(counted.has(group)).isEqualTo(selected.has(group)));
        assertThat(counted.gaps()).isEqualTo(Accumulators.of(selected, sends).gaps());
        assertThat(counted.distinct(DistinctCounts::remoteAddresses))
            .isEqualTo(
                selected.has(DISTINCT)
                    ? sends.stream().map(send -> send.daddr).distinct().count()
                    : null);
        assertThat(counted.octetsPercentile(50) != null).isEqualTo(selected.has(SIZES));
      }
    }
  }

  @Test
  void merge_dropsGroupsThatOnlyOneSideHas() {
    final SendIPV4 send = send(7, 0, 9, 2L, 1);
    for (final SelectedStatistics left : subsets()) {
      for (final SelectedStatistics right : subsets()) {
        final FlowAccumulator merged = Accumulators.of(left, send);
        merged.merge(Accumulators.of(right, send));

        assertThat(StatisticsGroup.values())
            .allSatisfy(
                group ->
                    assertThat(merged.has(group)).isEqualTo(left.has(group) && right.has(group)));
        assertThat(merged.get(Counter.SEND_COUNT)).isEqualTo(2);
        assertThat(merged.value(Counter.SEND_TICKS, Counter.SEND_TICKS_COUNT))
            .isEqualTo(left.has(TICKS) && right.has(TICKS) ? 4L : null);
      }
    }
  }

  @Test
  void everyLayout_startsWithCore() {
    for (final SelectedStatistics selected : subsets()) {
      for (final Counter counter : Counter.values()) {
        if (counter.group() == CORE) {
          assertThat(selected.layout().slot(counter)).isEqualTo(CounterLayout.CORE.slot(counter));
        }
      }
      assertThat(selected.layout().slot(Counter.SEND_TICKS_COUNT))
          .isEqualTo(selected.has(TICKS) ? CounterLayout.CORE.size() : -1);
    }
  }

  @Test
  void layout_hasDetails_ifOneOfItsGroupsHas() {
    assertThat(StatisticsGroup.values())
        .filteredOn(StatisticsGroup::hasDetails)
        .containsExactly(SIZES, GAPS, DISTINCT);
    for (final SelectedStatistics selected : subsets()) {
      assertThat(selected.layout().hasDetails())
          .isEqualTo(selected.has(SIZES) || selected.has(GAPS) || selected.has(DISTINCT));
    }
  }

  @Test
  void counters_ofSendsOf4GB_areExact() throws IOException {
    final List<SendIPV4> sends =
        List.of(
            send(0xFFFF_FFFFL, 50, 20, 3L, 1),
            send(0xFFFF_FFFFL, 10, 21, 7L, 1),
            send(7, 90, 22, 1L, 2));
    final Map<Counter, BigInteger> expected = expected(sends);
    expected.putAll(expectedOfTicks(sends));
    final SelectedStatistics ticks = new SelectedStatistics(Set.of(TICKS));

    assertThat(counters(ticks, Accumulators.of(ticks, sends))).isEqualTo(expected);
  }

  /** The lower halves of the squares, 2^64 - 1 and 3, have a carry. */
  @Test
  void mergeOfCore_isThatOfEachCounter() {
    final long[] from = {3, 7, 4, 11, 2, 3, 90, 250};
    final long[] expected = {5, Long.MAX_VALUE, 4, 11, 4, 2, 90, 250};
    final long[] atOnce = {2, Long.MAX_VALUE - 1, 5, 9, 1, -1, 100, 200};
    final long[] oneByOne = atOnce.clone();

    Counter.mergeCore(atOnce, from);
    for (final Counter counter : Counter.values()) {
      if (counter.group() == CORE) {
        counter.merge().merge(oneByOne, from, CounterLayout.CORE.slot(counter));
      }
    }

    assertThat(atOnce).isEqualTo(expected);
    assertThat(oneByOne).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void emptyCounter_isNeutral(final Merge merge) {
    final long[] counter = {merge.empty(), merge.empty()};

    merge.merge(counter, new long[] {5, 6}, 0);

    assertThat(counter).startsWith(5);
    assertThat(merge.width() == 1 || counter[1] == 6).isTrue();
  }
}
