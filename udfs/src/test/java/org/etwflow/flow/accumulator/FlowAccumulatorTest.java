package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.CONNECT_COUNT;
import static org.etwflow.flow.row.Statistic.FLOW_SEND_BIT_RATE;
import static org.etwflow.flow.row.Statistic.OCTETS;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_MEAN;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_MIN;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_P99;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_STD_DEV;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MAX;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MEAN;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_P50;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_STD_DEV;
import static org.etwflow.flow.row.Statistic.WINDOW_RECEIVE_BIT_RATE;
import static org.etwflow.flow.row.Statistic.WINDOW_SEND_BIT_RATE;

import java.io.IOException;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.RowValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accumulators with different groups of statistics, and sums at their limit. */
class FlowAccumulatorTest {

  private static final SelectedStatistics ALL = SelectedStatistics.parse("all");
  private static final SelectedStatistics SIZES_AND_CONNECTIONS =
      SelectedStatistics.parse("sizes,connections");

  private static NetworkEvent send(final long size) {
    return NetworkEvents.send(size, 132_404_547_847_805_047L + size);
  }

  private static FlowAccumulator of(final SelectedStatistics selected, final long... sizes) {
    return Accumulators.of(
        selected, LongStream.of(sizes).mapToObj(FlowAccumulatorTest::send).toList());
  }

  private static byte[] bytes(final FlowAccumulator accumulator) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    FlowAccumulatorSerializer.INSTANCE.serialize(accumulator, out);
    return out.getCopyOfBuffer();
  }

  @Test
  void statistics_notSelected_areNull() {
    assertThat(of(SelectedStatistics.CORE, 5).has(StatisticsGroup.SIZES)).isFalse();
    assertThat(of(SelectedStatistics.CORE, 5).sendOctetsPercentile(50)).isNull();
  }

  @Test
  void percentile_isBetweenMinAndMax() {
    assertThat(of(ALL, 1_000_000).sendOctetsPercentile(50)).isEqualTo(1_000_000);
    assertThat(of(ALL, 1_003_520).sendOctetsPercentile(99)).isEqualTo(1_003_520);
  }

  @Test
  void merge_dropsGroupsNotCountedForAllSends() throws IOException {
    final FlowAccumulator restored = of(SelectedStatistics.CORE, 1, 2);
    restored.merge(of(ALL, 3));
    assertThat(restored.get(Counter.SEND_COUNT)).isEqualTo(3);
    assertThat(restored.sendOctetsPercentile(50)).isNull();
    assertThat(restored.distinct(DistinctCounts::flows)).isNull();
    assertThat(restored.value(Counter.SEND_TICKS_MIN, Counter.SEND_TICKS_COUNT)).isNull();

    final FlowAccumulator sizes = of(SelectedStatistics.parse("sizes"), 1, 2);
    sizes.merge(of(ALL, 3));
    assertThat(sizes.sendOctetsPercentile(50)).isEqualTo(2);
    assertThat(sizes.distinct(DistinctCounts::flows)).isNull();

    final FlowAccumulator fresh = of(ALL, 3);
    fresh.merge(of(SelectedStatistics.CORE, 1, 2));
    assertThat(fresh.get(Counter.SEND_COUNT)).isEqualTo(3);
    assertThat(fresh.sendOctetsPercentile(50)).isNull();

    final FlowAccumulator other = of(ALL, 3);
    other.merge(of(SelectedStatistics.parse("sizes"), 1, 2));
    assertThat(bytes(other)).isEqualTo(bytes(of(SelectedStatistics.parse("sizes"), 1, 2, 3)));
  }

  @Test
  void merge_leavesArgumentUnchanged() throws IOException {
    final FlowAccumulator one = of(ALL, 1, 2);
    final byte[] before = bytes(one);
    final FlowAccumulator sum = ALL.newAccumulator();
    sum.merge(one);
    sum.merge(of(ALL, 70_000));
    sum.merge(of(ALL, 5));

    assertThat(bytes(one)).isEqualTo(before);
    assertThat(sum.sendOctetsPercentile(50)).isEqualTo(2);
  }

  /** Two sends of 1,000 and 3,000 bytes, with other sums. */
  private static FlowAccumulator withSums(final Map<Counter, Long> sums) {
    final CounterLayout layout = SIZES_AND_CONNECTIONS.layout();
    final FlowAccumulator sends = of(SIZES_AND_CONNECTIONS, 1_000, 3_000);
    final long[] counters = new long[layout.size()];
    layout.clear(counters, 0);
    for (final Counter counter : Counter.values()) {
      if (layout.slot(counter) >= 0) {
        counters[layout.slot(counter)] = sends.get(counter);
      }
    }
    counters[layout.slot(Counter.SEND_OCTETS_SQUARED)] = 1L << 61;
    sums.forEach((sum, value) -> counters[layout.slot(sum)] = value);
    return new FlowAccumulator(layout, counters, sends.details());
  }

  private static FlowAccumulator ofOctets(final long octets) {
    return withSums(Map.of(Counter.SEND_OCTETS, octets));
  }

  private static RowValues rowOf(final FlowAccumulator... parts) {
    final FlowAccumulator all = ALL.newAccumulator();
    for (final FlowAccumulator part : parts) {
      all.merge(part);
    }
    final Grouping total = Grouping.parse("total");
    final FlowKey key = total.key(null, send(1), null);
    return RowValues.of(total, new WindowedFlow(key, 0, 10_000, all, true));
  }

  @Test
  void sum_beyond63Bits_isMarkedAndDerivedStatisticsAreNull() {
    final RowValues row = rowOf(ofOctets(Long.MAX_VALUE - 5), ofOctets(4_000));

    assertThat(row)
        .returns(Long.MAX_VALUE, read -> read.integer(SEND_OCTETS))
        .returns(false, RowValues::dataComplete)
        .returns(null, read -> read.decimal(SEND_OCTETS_MEAN))
        .returns(null, read -> read.decimal(SEND_OCTETS_STD_DEV))
        .returns(null, read -> read.decimal(WINDOW_SEND_BIT_RATE))
        .returns(null, read -> read.decimal(FLOW_SEND_BIT_RATE))
        .returns(4L, read -> read.integer(SEND_COUNT))
        .returns(3_000L, read -> read.integer(SEND_OCTETS_MAX));
    assertThat(rowOf(ofOctets(4_000), ofOctets(Long.MAX_VALUE - 5))).isEqualTo(row);
  }

  /** Together, the sums of both directions are beyond the limit, but neither alone. */
  @Test
  void octets_beyond63Bits_areMarked() {
    final RowValues row =
        rowOf(withSums(Map.of(Counter.SEND_OCTETS, 1L << 62, Counter.RECEIVE_OCTETS, 1L << 62)));

    assertThat(row)
        .returns(Long.MAX_VALUE, read -> read.integer(OCTETS))
        .returns(1L << 62, read -> read.integer(SEND_OCTETS))
        .returns(false, RowValues::dataComplete);
  }

  @ParameterizedTest
  @EnumSource(names = {"SEND_OCTETS", "RECEIVE_OCTETS", "RETRANSMIT_OCTETS"})
  void sumOfSizes_atLimit_isMarked(final Counter sum) {
    final FlowAccumulator nearly = withSums(Map.of(sum, Long.MAX_VALUE - 5_000));
    final FlowAccumulator more = withSums(Map.of(sum, 6_000L));
    assertThat(nearly.isAnyAtLimit()).isFalse();

    nearly.merge(more);

    assertThat(nearly.isAtLimit(sum)).isTrue();
    assertThat(nearly.isAnyAtLimit()).isTrue();
    assertThat(nearly.core().isAnyAtLimit()).isEqualTo(sum != Counter.RETRANSMIT_OCTETS);
  }

  @Test
  void counters_ofGroupsThatAreNotSelected_areNull() {
    assertThat(of(SelectedStatistics.CORE, 1).value(Counter.CONNECT_COUNT)).isNull();
    assertThat(of(ALL, 1).value(Counter.CONNECT_COUNT)).isZero();
    assertThat(rowOf(of(SelectedStatistics.CORE, 1)).integer(CONNECT_COUNT)).isNull();
    assertThat(rowOf(of(ALL, 1)).integer(CONNECT_COUNT)).isZero();
  }

  /** Statistics of one direction are null if the row has events of the other alone. */
  @Test
  void statisticsOfSends_withoutSends_areNull() {
    final NetworkEvent receive = NetworkEvents.of(EventType.UDP_RECEIVE_IPV6);
    receive.octets = 70;
    receive.time = send(0).time;

    assertThat(rowOf(Accumulators.of(ALL, receive)))
        .returns(0L, read -> read.integer(SEND_COUNT))
        .returns(0L, read -> read.integer(SEND_OCTETS))
        .returns(70L, read -> read.integer(OCTETS))
        .returns(null, read -> read.integer(SEND_OCTETS_MAX))
        .returns(null, read -> read.decimal(SEND_OCTETS_MEAN))
        .returns(null, read -> read.decimal(SEND_OCTETS_STD_DEV))
        .returns(null, read -> read.integer(SEND_OCTETS_P50))
        .returns(0.0, read -> read.decimal(WINDOW_SEND_BIT_RATE))
        .returns(56.0, read -> read.decimal(WINDOW_RECEIVE_BIT_RATE))
        .returns(70L, read -> read.integer(RECEIVE_OCTETS_MIN))
        .returns(70L, read -> read.integer(RECEIVE_OCTETS_P99))
        .returns(70.0, read -> read.decimal(RECEIVE_OCTETS_MEAN))
        .returns(0.0, read -> read.decimal(RECEIVE_OCTETS_STD_DEV));
  }

  @Test
  void sum_justBelowLimit_isComplete() {
    final RowValues row = rowOf(ofOctets(Long.MAX_VALUE - 4_001), ofOctets(4_000));

    assertThat(row)
        .returns(Long.MAX_VALUE - 1, read -> read.integer(SEND_OCTETS))
        .returns(true, RowValues::dataComplete)
        .returns((double) (1L << 61), read -> read.decimal(SEND_OCTETS_MEAN));
  }

  @Test
  void core_ofRow_hasCoreOnly() {
    final WindowedFlow core = WindowedFlow.ofWholeRun(null, of(ALL, 1, 2)).core();

    assertThat(core.statistics().has(StatisticsGroup.SIZES)).isFalse();
    assertThat(core.statistics().get(Counter.SEND_OCTETS)).isEqualTo(3);
  }

  @Test
  void core_hasFormOfCoreAccumulator() throws IOException {
    final FlowAccumulator core = of(SelectedStatistics.CORE, 1, 2);

    assertThat(bytes(of(ALL, 1, 2).core())).isEqualTo(bytes(core));
    assertThat(core.core()).isSameAs(core);
  }

  @Test
  void copyForOthers_hasAllButGaps() {
    final FlowAccumulator counted = of(ALL, 1_000, 3_000);

    final FlowAccumulator copy = counted.copyForOthers();

    assertThat(copy.has(StatisticsGroup.GAPS)).isFalse();
    assertThat(copy.get(Counter.SEND_OCTETS)).isEqualTo(4_000);
    assertThat(copy.sendOctetsPercentile(50)).isEqualTo(counted.sendOctetsPercentile(50));
    assertThat(counted.has(StatisticsGroup.GAPS)).isTrue();
  }

  /** The sends are at 2020-07-29 00:06:24.7805048 and .7835047 UTC. */
  @Test
  void times_areMillisecondsRoundedDown() {
    final FlowAccumulator counted = of(SelectedStatistics.CORE, 30_000, 1);

    assertThat(counted.firstMillis()).isEqualTo(1_595_981_184_780L);
    assertThat(counted.lastMillis()).isEqualTo(1_595_981_184_783L);
  }

  /** 4,000 bytes in 0.2 ms, in a window of 10 s. */
  @Test
  void derivedStatistics_ofTwoSends_areExact() {
    assertThat(rowOf(of(ALL, 1_000, 3_000)))
        .returns(2_000.0, read -> read.decimal(SEND_OCTETS_MEAN))
        .returns(1_000.0, read -> read.decimal(SEND_OCTETS_STD_DEV))
        .returns(3_200.0, read -> read.decimal(WINDOW_SEND_BIT_RATE))
        .returns(160e6, read -> read.decimal(FLOW_SEND_BIT_RATE));
    assertThat(rowOf(of(ALL, 1_000)).decimal(FLOW_SEND_BIT_RATE)).isNull();
  }
}
