package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.SendIPV4;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.Sends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ticks of sends and their length, compared with simulated hosts of known tick length. */
class SendTicksTest {

  private static final SelectedStatistics TICKS = SelectedStatistics.parse("ticks");
  private static final long START = 134_169_156_000_000_000L;
  private static final long MILLI = 10_000;

  /** Duration of the sends from which the tick length is always found. */
  private static final long ENOUGH_MILLIS = 150;

  private static SendIPV4 send(final long time, final long startime, final long endtime) {
    final SendIPV4 send = new SendIPV4();
    send.time = time;
    send.startime = startime;
    send.endtime = endtime;
    return send;
  }

  private static FlowAccumulator of(final List<SendIPV4> sends) {
    return Accumulators.of(TICKS, sends);
  }

  private static byte[] bytes(final FlowAccumulator accumulator) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    FlowAccumulatorSerializer.INSTANCE.serialize(accumulator, out);
    return out.getCopyOfBuffer();
  }

  @Provide
  Arbitrary<Integer> ticks() {
    return Arbitraries.of(10, 100);
  }

  /** Sends of a host that counts ticks at timer interrupts. */
  private static List<SendIPV4> sendsOf(final Random random, final int tickMillis) {
    final long up = random.nextLong(10_000_000) * MILLI;
    final long span = 1L << random.nextInt(10, 37);
    final List<SendIPV4> sends = new ArrayList<>();
    for (int i = random.nextInt(1, 40); i > 0; i--) {
      final long time = random.nextLong(span);
      final long lastInterrupt = (up + time) / 156_250 * 156_250;
      final long tick = lastInterrupt / (tickMillis * MILLI);
      sends.add(send(START + time, tick - random.nextInt(3), tick));
    }
    return sends;
  }

  @Property
  void tickLength_ofLongTrace_isFound(
      @ForAll final Random random, @ForAll("ticks") final int tickMillis) {
    final FlowAccumulator accumulator = of(sendsOf(random, tickMillis));

    if (accumulator.duration() >= ENOUGH_MILLIS * MILLI) {
      assertThat(accumulator.tickLength()).isEqualTo(tickMillis);
    } else {
      assertThat(accumulator.tickLength()).isIn(tickMillis, null);
    }
  }

  @Property
  void merge_inAnyOrder_givesSameBytes(
      @ForAll final Random random, @ForAll("ticks") final int tickMillis) throws IOException {
    final List<SendIPV4> sends = sendsOf(random, tickMillis);
    final FlowAccumulator expected = of(sends);
    Collections.shuffle(sends, random);
    final int cut = random.nextInt(sends.size());
    final FlowAccumulator merged = of(sends.subList(cut, sends.size()));
    merged.merge(of(sends.subList(0, cut)));

    assertThat(bytes(merged)).isEqualTo(bytes(expected));
  }

  @Test
  void tickLength_ofOneSend_isUnknown() {
    final FlowAccumulator accumulator = of(List.of(send(START, 1_000, 1_002)));

    assertThat(accumulator.value(Counter.SEND_TICKS_MIN, Counter.SEND_TICKS_COUNT)).isEqualTo(2);
    assertThat(accumulator.mean(Counter.SEND_TICKS, Counter.SEND_TICKS_COUNT)).isEqualTo(2.0);
    assertThat(accumulator.value(Counter.SEND_TICKS_MAX, Counter.SEND_TICKS_COUNT)).isEqualTo(2);
    assertThat(accumulator.tickLength()).isNull();
  }

  @Test
  void tickLength_withDelayedRecord_isCorrect() {
    assertThat(of(List.of(send(START, 7, 7), send(START + 60 * MILLI, 7, 7))).tickLength())
        .isNull();
  }

  @Test
  void tickLength_acrossRestartsOfWindows_isUnknown() {
    final List<SendIPV4> sends =
        List.of(
            send(START, 500_000, 500_000),
            send(START + 1_000 * MILLI, 500_100, 500_100),
            send(START + 60_000 * MILLI, 70, 70),
            send(START + 61_000 * MILLI, 170, 170));

    assertThat(of(sends.subList(0, 2)).tickLength()).isEqualTo(10);
    assertThat(of(sends.subList(2, 4)).tickLength()).isEqualTo(10);
    assertThat(of(sends).tickLength()).isNull();
  }

  @Test
  void ticks_acrossOverflow_areCounted() {
    assertThat(
            of(List.of(send(START, 0xFFFF_FFFEL, 3)))
                .value(Counter.SEND_TICKS_MAX, Counter.SEND_TICKS_COUNT))
        .isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"0, 2147483647, 2147483647", "0, 2147483648, ", "1, 0, ", "-1, -1, "})
  void sends_withoutValidTicks_areNotCounted(
      final long startime, final long endtime, final Long expected) {
    final FlowAccumulator accumulator = of(List.of(send(START, startime, endtime)));

    assertThat(accumulator.value(Counter.SEND_TICKS_MIN, Counter.SEND_TICKS_COUNT))
        .isEqualTo(expected);
    assertThat(accumulator.value(Counter.SEND_TICKS_MAX, Counter.SEND_TICKS_COUNT))
        .isEqualTo(expected);
    assertThat(accumulator.mean(Counter.SEND_TICKS, Counter.SEND_TICKS_COUNT))
        .isEqualTo(expected == null ? null : Double.valueOf(expected));
    assertThat(accumulator.tickLength()).isNull();
  }

  @Test
  void tickLength_ofWindows7Trace_is100Milliseconds() {
    final List<SendIPV4> sends = realSends("KernelNetwork.etl");
    final LongSummaryStatistics ticks =
        sends.stream().mapToLong(send -> send.endtime - send.startime).summaryStatistics();

    final FlowAccumulator accumulator = of(sends);

    assertThat(accumulator.tickLength()).isEqualTo(100);
    assertThat(accumulator.value(Counter.SEND_TICKS_MIN, Counter.SEND_TICKS_COUNT))
        .isEqualTo(ticks.getMin());
    assertThat(accumulator.value(Counter.SEND_TICKS_MAX, Counter.SEND_TICKS_COUNT))
        .isEqualTo(ticks.getMax());
    assertThat(accumulator.mean(Counter.SEND_TICKS, Counter.SEND_TICKS_COUNT))
        .isEqualTo((double) ticks.getSum() / ticks.getCount());
  }

  @Test
  void tickLength_ofEachSecondOfWindows7Trace_isFound() {
    realSends("KernelNetwork.etl").stream()
        .collect(Collectors.groupingBy(send -> send.time / 10_000_000))
        .values()
        .forEach(
            sends -> {
              final FlowAccumulator accumulator = of(sends);
              if (accumulator.duration() >= ENOUGH_MILLIS * MILLI) {
                assertThat(accumulator.tickLength()).isEqualTo(100);
              } else {
                assertThat(accumulator.tickLength()).isIn(100, null);
              }
            });
  }

  private static List<SendIPV4> realSends(final String trace) {
    return Sends.in(RealTraces.bytes(trace));
  }

  /** Ten ticks: origins under the right length range over 26 ms and 1/1000 of the duration. */
  @Test
  void tickLength_upToTheTolerance_isFound() {
    assertThat(of(List.of(send(START, 7, 7), send(START + 1_261_261, 17, 17))).tickLength())
        .isEqualTo(10);
    assertThat(of(List.of(send(START, 7, 7), send(START + 1_261_262, 17, 17))).tickLength())
        .isNull();
  }

  /** Five ticks: origins under the wrong length range over four times 116 ms and 1/1000. */
  @Test
  void tickLength_isFound_ifTheOtherIsBeyondFourTimesTheTolerance() {
    assertThat(of(List.of(send(START, 7, 7), send(START + 358_567, 12, 12))).tickLength())
        .isEqualTo(10);
    assertThat(of(List.of(send(START, 7, 7), send(START + 358_568, 12, 12))).tickLength()).isNull();
  }
}
