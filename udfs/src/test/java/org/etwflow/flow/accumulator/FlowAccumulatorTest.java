package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.FLOW_BIT_RATE;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MAX;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MEAN;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_STD_DEV;
import static org.etwflow.flow.row.Statistic.WINDOW_BIT_RATE;

import java.io.IOException;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.SendIPV4;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.RowValues;
import org.junit.jupiter.api.Test;

/** Accumulators with different groups of statistics, and sums at their limit. */
class FlowAccumulatorTest {

  private static final SelectedStatistics ALL = SelectedStatistics.parse("all");

  private static SendIPV4 send(final long size) {
    final SendIPV4 send = new SendIPV4();
    send.size = size;
    send.time = 132_404_547_847_805_047L + size;
    return send;
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
    assertThat(of(SelectedStatistics.CORE, 5).octetsPercentile(50)).isNull();
  }

  @Test
  void percentile_isBetweenMinAndMax() {
    assertThat(of(ALL, 1_000_000).octetsPercentile(50)).isEqualTo(1_000_000);
    assertThat(of(ALL, 1_003_520).octetsPercentile(99)).isEqualTo(1_003_520);
  }

  @Test
  void merge_dropsGroupsNotCountedForAllSends() throws IOException {
    final FlowAccumulator restored = of(SelectedStatistics.CORE, 1, 2);
    restored.merge(of(ALL, 3));
    assertThat(restored.get(Counter.SEND_COUNT)).isEqualTo(3);
    assertThat(restored.octetsPercentile(50)).isNull();
    assertThat(restored.distinct(DistinctCounts::flows)).isNull();
    assertThat(restored.value(Counter.SEND_TICKS_MIN, Counter.SEND_TICKS_COUNT)).isNull();

    final FlowAccumulator sizes = of(SelectedStatistics.parse("sizes"), 1, 2);
    sizes.merge(of(ALL, 3));
    assertThat(sizes.octetsPercentile(50)).isEqualTo(2);
    assertThat(sizes.distinct(DistinctCounts::flows)).isNull();

    final FlowAccumulator fresh = of(ALL, 3);
    fresh.merge(of(SelectedStatistics.CORE, 1, 2));
    assertThat(fresh.get(Counter.SEND_COUNT)).isEqualTo(3);
    assertThat(fresh.octetsPercentile(50)).isNull();

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
    assertThat(sum.octetsPercentile(50)).isEqualTo(2);
  }

  /** Two sends of 1,000 and 3,000 bytes, with another sum of sizes. */
  private static FlowAccumulator ofOctets(final long octets) {
    return Accumulators.ofCore(
        Map.of(
            Counter.SEND_COUNT,
            2L,
            Counter.SEND_OCTETS,
            octets,
            Counter.SEND_OCTETS_MIN,
            1_000L,
            Counter.SEND_OCTETS_MAX,
            3_000L,
            Counter.SEND_OCTETS_SQUARED,
            1L << 61,
            Counter.FLOW_START,
            send(1_000).time,
            Counter.FLOW_END,
            send(3_000).time));
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
        .returns(null, read -> read.decimal(WINDOW_BIT_RATE))
        .returns(null, read -> read.decimal(FLOW_BIT_RATE))
        .returns(4L, read -> read.integer(SEND_COUNT))
        .returns(3_000L, read -> read.integer(SEND_OCTETS_MAX));
    assertThat(rowOf(ofOctets(4_000), ofOctets(Long.MAX_VALUE - 5))).isEqualTo(row);
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
    assertThat(copy.octetsPercentile(50)).isEqualTo(counted.octetsPercentile(50));
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
        .returns(3_200.0, read -> read.decimal(WINDOW_BIT_RATE))
        .returns(160e6, read -> read.decimal(FLOW_BIT_RATE));
    assertThat(rowOf(of(ALL, 1_000)).decimal(FLOW_BIT_RATE)).isNull();
  }
}
