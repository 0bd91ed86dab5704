package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.LongStream;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.SendIPV4;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowStatistics;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.testing.Accumulators;
import org.junit.jupiter.api.Test;

/** What becomes of groups of statistics that were not counted of all sends. */
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
  void whatIsNotSelectedIsNotThere() {
    assertThat(of(SelectedStatistics.CORE, 5).details).isNull();
    assertThat(of(SelectedStatistics.CORE, 5).octetsPercentile(50)).isNull();
  }

  @Test
  void aPercentileLiesBetweenTheSmallestAndTheLargestSend() {
    assertThat(of(ALL, 1_000_000).octetsPercentile(50)).isEqualTo(1_000_000);
    assertThat(of(ALL, 1_003_520).octetsPercentile(99)).isEqualTo(1_003_520);
  }

  @Test
  void aGroupThatWasNotCountedOfAllSendsIsDropped() {
    final FlowAccumulator restored = of(SelectedStatistics.CORE, 1, 2);
    restored.merge(of(ALL, 3));
    assertThat(restored.sendCount).isEqualTo(3);
    assertThat(restored.octetsPercentile(50)).isNull();
    assertThat(restored.flowCount()).isNull();
    assertThat(restored.sendTicksMin()).isNull();

    final FlowAccumulator sizes = of(SelectedStatistics.parse("sizes"), 1, 2);
    sizes.merge(of(ALL, 3));
    assertThat(sizes.octetsPercentile(50)).isEqualTo(2);
    assertThat(sizes.flowCount()).isNull();

    final FlowAccumulator fresh = of(ALL, 3);
    fresh.merge(of(SelectedStatistics.CORE, 1, 2));
    assertThat(fresh.sendCount).isEqualTo(3);
    assertThat(fresh.octetsPercentile(50)).isNull();
  }

  @Test
  void whatIsMergedStaysAsItIs() throws IOException {
    final FlowAccumulator one = of(ALL, 1, 2);
    final byte[] before = bytes(one);
    final FlowAccumulator sum = ALL.newAccumulator();
    sum.merge(one);
    sum.merge(of(ALL, 70_000));
    sum.merge(of(ALL, 5));

    assertThat(bytes(one)).isEqualTo(before);
    assertThat(sum.octetsPercentile(50)).isEqualTo(2);
  }

  private static FlowAccumulator ofOctets(final long octets) {
    final FlowAccumulator counted = of(ALL, 1_000, 3_000);
    counted.sendOctets = octets;
    counted.sendOctetsSquaredHigh = 1L << 61;
    return counted;
  }

  private static FlowStatistics rowOf(final FlowAccumulator... parts) {
    final FlowAccumulator all = ALL.newAccumulator();
    for (final FlowAccumulator part : parts) {
      all.merge(part);
    }
    final Grouping total = Grouping.parse("total");
    final FlowKey key = total.key(null, send(1), null);
    return FlowStatistics.of(total, new WindowedFlow(key, 0, 10_000, all, true));
  }

  @Test
  void sum_beyond63Bits_isMarkedAndNothingIsComputedFromIt() {
    final FlowStatistics row = rowOf(ofOctets(Long.MAX_VALUE - 5), ofOctets(4_000));

    assertThat(row)
        .returns(Long.MAX_VALUE, FlowStatistics::sendOctets)
        .returns(false, FlowStatistics::dataComplete)
        .returns(null, FlowStatistics::sendOctetsMean)
        .returns(null, FlowStatistics::sendOctetsStdDev)
        .returns(null, FlowStatistics::windowBitRate)
        .returns(null, FlowStatistics::flowBitRate)
        .returns(4L, FlowStatistics::sendCount)
        .returns(3_000L, FlowStatistics::sendOctetsMax);
    assertThat(rowOf(ofOctets(4_000), ofOctets(Long.MAX_VALUE - 5))).isEqualTo(row);
  }

  @Test
  void sum_justBelowItsLimit_isComplete() {
    final FlowStatistics row = rowOf(ofOctets(Long.MAX_VALUE - 4_001), ofOctets(4_000));

    assertThat(row)
        .returns(Long.MAX_VALUE - 1, FlowStatistics::sendOctets)
        .returns(true, FlowStatistics::dataComplete)
        .returns((double) (1L << 61), FlowStatistics::sendOctetsMean);
  }

  @Test
  void theCoreOfAWindowHoldsTheCoreAlone() {
    final WindowedFlow core = WindowedFlow.ofWholeRun(null, of(ALL, 1, 2)).core();

    assertThat(core.statistics().details).isNull();
    assertThat(core.statistics().sendOctets).isEqualTo(3);
  }
}
