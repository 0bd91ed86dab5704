package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MAX;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MEAN;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MIN;
import static org.etwflow.flow.row.Statistic.INTER_SEND_STD_DEV;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.SendIPV4;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.RowValues;
import org.junit.jupiter.api.Test;

/** Gaps between sends, compared with those of all times in order. */
class SendGapsTest {

  private static final SelectedStatistics GAPS = SelectedStatistics.parse("gaps");
  private static final Grouping TOTAL = Grouping.parse("total");
  private static final MathContext EXACT = new MathContext(60);

  /** Expected gaps in milliseconds; null for one send. */
  private record Gaps(Double min, Double mean, Double max, Double stdDev) {}

  @Provide
  Arbitrary<List<Long>> times() {
    final long now = 134_169_156_000_000_000L;
    return Arbitraries.oneOf(
            Arbitraries.longs().between(0, Long.MAX_VALUE / 2),
            Arbitraries.longs().between(0, 20),
            Arbitraries.longs().between(Long.MAX_VALUE / 2 - 20, Long.MAX_VALUE / 2),
            Arbitraries.longs().between(now, now + 100_000_000),
            Arbitraries.integers().between(0, 61).map(bits -> 1L << bits))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  private static Gaps plain(final List<Long> times) {
    final List<Long> sorted = times.stream().sorted().toList();
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    BigDecimal min = null;
    BigDecimal max = null;
    for (int i = 1; i < sorted.size(); i++) {
      final BigDecimal gap =
          BigDecimal.valueOf(sorted.get(i)).subtract(BigDecimal.valueOf(sorted.get(i - 1)));
      sum = sum.add(gap);
      squares = squares.add(gap.multiply(gap));
      min = min == null ? gap : min.min(gap);
      max = max == null ? gap : max.max(gap);
    }
    if (min == null) {
      return new Gaps(null, null, null, null);
    }
    final BigDecimal count = BigDecimal.valueOf(sorted.size() - 1);
    final BigDecimal spread = count.multiply(squares).subtract(sum.multiply(sum));
    return new Gaps(
        millis(min),
        millis(sum.divide(count, EXACT)),
        millis(max),
        millis(spread.sqrt(EXACT).divide(count, EXACT)));
  }

  private static double millis(final BigDecimal units) {
    return units.divide(BigDecimal.valueOf(10_000), EXACT).doubleValue();
  }

  private static Gaps gaps(final FlowAccumulator accumulator) {
    final RowValues row =
        RowValues.of(TOTAL, WindowedFlow.ofWholeRun(TOTAL.key(null, send(0), null), accumulator));
    return new Gaps(
        row.decimal(INTER_SEND_MIN),
        row.decimal(INTER_SEND_MEAN),
        row.decimal(INTER_SEND_MAX),
        row.decimal(INTER_SEND_STD_DEV));
  }

  private static SendIPV4 send(final long time) {
    final SendIPV4 send = new SendIPV4();
    send.time = time;
    return send;
  }

  private static FlowAccumulator open(final long... times) {
    return Accumulators.of(GAPS, LongStream.of(times).mapToObj(SendGapsTest::send).toList());
  }

  private static FlowAccumulator open(final List<Long> times) {
    return open(times.stream().mapToLong(Long::longValue).toArray());
  }

  private static FlowAccumulator closed(final long... times) {
    final FlowAccumulator accumulator = open(times);
    accumulator.close();
    return accumulator;
  }

  private static FlowAccumulator merged(final FlowAccumulator... parts) {
    final FlowAccumulator sum = GAPS.newAccumulator();
    Arrays.stream(parts).forEach(sum::merge);
    return sum;
  }

  private static FlowAccumulator written(final FlowAccumulator accumulator) {
    try {
      return FlowAccumulatorSerializer.INSTANCE.deserialize(
          new DataInputDeserializer(bytes(accumulator)));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(final FlowAccumulator accumulator) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    FlowAccumulatorSerializer.INSTANCE.serialize(accumulator, out);
    return out.getCopyOfBuffer();
  }

  /**
   * Returns an accumulator as it is, after serialization, or as a copy of the heap state backend.
   */
  private static FlowAccumulator sent(final FlowAccumulator accumulator, final Random random) {
    final List<UnaryOperator<FlowAccumulator>> ways =
        List.of(as -> as, SendGapsTest::written, FlowAccumulator::copy);
    return ways.get(random.nextInt(ways.size())).apply(accumulator);
  }

  /** Splits the times over several tasks, and merges the results in any order. */
  private static FlowAccumulator mergedOfParts(final List<Long> times, final Random random) {
    final List<Long> shuffled = new ArrayList<>(times);
    Collections.shuffle(shuffled, random);
    final List<FlowAccumulator> parts = new ArrayList<>(List.of(GAPS.newAccumulator()));
    for (int from = 0; from < shuffled.size(); ) {
      final int to = Math.min(shuffled.size(), from + 1 + random.nextInt(12));
      parts.add(sent(open(shuffled.subList(from, to)), random));
      from = to;
    }
    while (parts.size() > 1) {
      final FlowAccumulator part = parts.remove(random.nextInt(parts.size()));
      parts.get(random.nextInt(parts.size())).merge(part);
    }
    return sent(parts.get(0), random);
  }

  /** Splits the times into panes. Equal times are in one pane, which may start at any time. */
  private static List<List<Long>> panes(final List<Long> times, final Random random) {
    final long length = 1L << random.nextInt(62);
    return List.copyOf(
        times.stream()
            .collect(
                Collectors.groupingBy(
                    time -> time / length, TreeMap::new, Collectors.toCollection(ArrayList::new)))
            .values());
  }

  @Property
  void gaps_ofOpenPane_matchAllTimes(
      @ForAll("times") final List<Long> times, @ForAll final Random random) {
    assertThat(gaps(mergedOfParts(times, random))).isEqualTo(plain(times));
  }

  @Property
  void gaps_ofClosedPanesInEitherOrder_matchAllTimes(
      @ForAll("times") final List<Long> times, @ForAll final Random random) {
    final List<List<Long>> panes = new ArrayList<>(panes(times, random));
    if (random.nextBoolean()) {
      Collections.reverse(panes);
    }
    final FlowAccumulator window = GAPS.newAccumulator();
    for (final List<Long> pane : panes) {
      final FlowAccumulator closed = mergedOfParts(pane, random);
      closed.close();
      window.merge(sent(closed, random));
    }

    assertThat(window.get(Counter.SEND_COUNT)).isEqualTo(times.size());
    assertThat(gaps(sent(window, random))).isEqualTo(plain(times));
  }

  @Property
  void gaps_mergedInAnyOrder_areCorrectOrNull(
      @ForAll("times") final List<Long> times, @ForAll final Random random) {
    final FlowAccumulator sum = GAPS.newAccumulator();
    final List<Long> shuffled = new ArrayList<>(times);
    Collections.shuffle(shuffled, random);
    final int cut = random.nextInt(times.size());
    for (final List<Long> part :
        List.of(shuffled.subList(0, cut), shuffled.subList(cut, times.size()))) {
      final FlowAccumulator counted = open(part);
      if (random.nextBoolean()) {
        counted.close();
      }
      sum.merge(counted);
    }

    assertThat(gaps(sum)).isIn(plain(times), new Gaps(null, null, null, null));
  }

  @Test
  void oneSend_hasNoGaps() {
    final Gaps none = new Gaps(null, null, null, null);

    assertThat(gaps(open(5))).isEqualTo(none);
    assertThat(gaps(closed(5))).isEqualTo(none);
  }

  @Test
  void twoSends_haveOneGap() {
    final Gaps expected = new Gaps(0.0015, 0.0015, 0.0015, 0.0);

    assertThat(gaps(open(25, 10))).isEqualTo(expected);
    assertThat(gaps(closed(25, 10))).isEqualTo(expected);
    assertThat(gaps(merged(closed(10), closed(25)))).isEqualTo(expected);
    assertThat(gaps(merged(closed(25), closed(10)))).isEqualTo(expected);
  }

  @Test
  void sends_atSameTime_haveZeroGap() {
    final Gaps expected = new Gaps(0.0, 0.0, 0.0, 0.0);

    assertThat(gaps(open(7, 7, 7))).isEqualTo(expected);
    assertThat(gaps(merged(closed(7, 7), closed(7)))).isEqualTo(expected);
  }

  @Test
  void closedGaps_thatTouch_haveZeroGap() {
    final Gaps expected = plain(List.of(0L, 10L, 10L, 30L));

    assertThat(gaps(merged(closed(0, 10), closed(10, 30)))).isEqualTo(expected);
    assertThat(gaps(merged(closed(10, 30), closed(0, 10)))).isEqualTo(expected);
  }

  @Test
  void merge_ofOpenAndClosedGaps_isClosed() {
    final Gaps expected = plain(List.of(0L, 10L, 20L, 25L));

    assertThat(gaps(merged(closed(0, 10), open(25, 20)))).isEqualTo(expected);
    assertThat(gaps(merged(open(25, 20), closed(0, 10)))).isEqualTo(expected);
  }

  @Test
  void merge_ofOverlappingClosedGaps_isDropped() {
    for (final FlowAccumulator other :
        List.of(closed(5), open(5), closed(0, 20), closed(5, 15), closed(0, 10))) {
      final FlowAccumulator sum = merged(closed(0, 10), other);

      assertThat(sum.get(Counter.SEND_COUNT)).isEqualTo(2 + other.get(Counter.SEND_COUNT));
      assertThat(gaps(sum)).isEqualTo(new Gaps(null, null, null, null));
      sum.merge(closed(100, 200));
      assertThat(gaps(written(sum))).isEqualTo(new Gaps(null, null, null, null));
    }
  }

  @Test
  void emptyGaps_mergeWithAnyOthers() {
    final FlowAccumulator sum = merged(closed(), closed(0, 10), closed(), open());
    sum.close();

    assertThat(gaps(sum)).isEqualTo(plain(List.of(0L, 10L)));
  }

  @Test
  void merge_leavesArgumentUnchanged() throws IOException {
    for (final FlowAccumulator part : List.of(open(3, 1), closed(3, 1))) {
      final byte[] before = bytes(part);
      merged(part, open(2), closed(9));

      assertThat(bytes(part)).isEqualTo(before);
    }
  }

  @Test
  void add_toClosedGaps_isRejected() {
    final FlowAccumulator closed = closed(1, 2);

    final SendBatch batch = new SendBatch();
    batch.add(0, send(3));
    assertThatIllegalStateException()
        .isThrownBy(() -> batch.countInto(new FlowDetails[] {closed.details()}, 1));
  }

  @Test
  void closedGaps_take57BytesForAnyNumberOfSends() throws IOException {
    final int core = bytes(SelectedStatistics.CORE.newAccumulator()).length;

    for (final int count : new int[] {1, 100_000}) {
      final FlowAccumulator closed = closed(new Random(1).longs(count, 0, 1L << 60).toArray());
      assertThat(bytes(closed)).hasSize(core + 57);
    }
  }

  /** Squares of 2^64 - 2^33 + 1 and more, whose sums have carries. */
  @Test
  void gaps_ofMinutesAndDays_matchAllTimes() {
    final long minutes = 0xFFFF_FFFFL;
    final long days = (1L << 40) + 1;
    final long[] earlier = {0, minutes, 2 * minutes};
    final long[] later = LongStream.of(earlier).map(time -> 2 * minutes + days + time).toArray();
    final long[] all = LongStream.concat(LongStream.of(earlier), LongStream.of(later)).toArray();
    final Gaps expected = plain(LongStream.of(all).boxed().toList());

    assertThat(gaps(open(all))).isEqualTo(expected);
    assertThat(gaps(merged(closed(earlier), closed(later)))).isEqualTo(expected);
  }

  @Test
  void gaps_areReadAsWritten() {
    for (final FlowAccumulator part : List.of(open(30, 10, 70), closed(30, 10, 70))) {
      final FlowAccumulator read = written(part);
      assertThat(gaps(read)).isEqualTo(plain(List.of(10L, 30L, 70L)));
      read.merge(open(50));
      assertThat(gaps(read)).isEqualTo(gaps(merged(part, open(50))));
    }
  }

  @Test
  void merge_ofTooManyOpenTimes_isRefused() throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeBoolean(false);
    PackedTimesTest.ofCount(PackedTimes.MAX_COUNT).write(out);
    final SendGaps full = new SendGaps();
    full.read(new DataInputDeserializer(out.getCopyOfBuffer()));
    final SendGaps other = (SendGaps) open(1).details().get(StatisticsGroup.GAPS);

    assertThat(full.merge(other)).isFalse();
  }
}
