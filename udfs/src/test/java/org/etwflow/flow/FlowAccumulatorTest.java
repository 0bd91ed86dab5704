package org.etwflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.LongStream;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.SendIPV4;
import org.etwflow.testing.Counted;
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
    return Counted.of(selected, LongStream.of(sizes).mapToObj(FlowAccumulatorTest::send).toList());
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

  @Test
  void theCoreOfAWindowHoldsTheCoreAlone() {
    final WindowedFlow core = WindowedFlow.ofWholeRun(null, of(ALL, 1, 2)).core();

    assertThat(core.statistics().details).isNull();
    assertThat(core.statistics().sendOctets).isEqualTo(3);
  }
}
