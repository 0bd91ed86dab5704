package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.accumulator.StatisticsGroup.CONNECTIONS;
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
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.EventKind;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.event.Protocol;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Counters of events that are split and merged, compared with a plain computation over all events.
 */
class CounterMergeTest {

  private static final long START = 132_404_547_847_805_047L;
  private static final long MILLI = 10_000;

  private static final List<EventType> TYPES =
      Stream.of(EventType.values()).filter(type -> type.kind().isInFlows()).toList();

  /** Events of all types in flows, between few endpoints. */
  @Provide
  Arbitrary<List<NetworkEvent>> events() {
    return Combinators.combine(
            Arbitraries.of(TYPES),
            Arbitraries.longs().between(0, 0xFFFF_FFFFL),
            Arbitraries.longs().between(0, 1L << 40),
            Arbitraries.longs().between(0, 0xFFFF_FFFFL),
            Arbitraries.longs().between(-2, 1_000).injectNull(0.2),
            Arbitraries.integers().between(0, 31))
        .as(CounterMergeTest::event)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  /**
   * Creates an event.
   *
   * @param ticks duration of a TCP send; null without ticks
   * @param flow bits of process, local port, remote port and remote address; the highest bit
   *     chooses between a mapped and another address of IPv6
   */
  private static NetworkEvent event(
      final EventType type,
      final long size,
      final long afterStart,
      final long endtime,
      final Long ticks,
      final int flow) {
    final NetworkEvent event = NetworkEvents.of(type);
    event.octets = size;
    event.time = START + afterStart;
    event.processId = flow & 1;
    event.localPort = flow >> 1 & 1;
    event.remotePort = flow >> 2 & 1;
    if (type.isIpv6() && flow >= 16) {
      event.remoteAddressHigh = 0x2001_0DB8_0000_0000L;
      event.remoteAddressLow = flow >> 3 & 1;
    } else {
      event.remoteAddressLow = NetworkEvents.mapped(flow >> 3 & 1);
    }
    if (isTcpSend(event) && ticks != null) {
      event.endtime = endtime;
      event.startime = endtime - ticks & 0xFFFF_FFFFL;
    }
    return event;
  }

  /** Creates a TCP send over IPv4. */
  private static NetworkEvent send(
      final long size,
      final long afterStart,
      final long endtime,
      final Long ticks,
      final int flow) {
    return event(EventType.TCP_SEND_IPV4, size, afterStart, endtime, ticks, flow);
  }

  private static boolean isTcpSend(final NetworkEvent event) {
    return event.protocol() == Protocol.TCP && event.kind() == EventKind.SEND;
  }

  private static List<SelectedStatistics> subsets() {
    List<Set<StatisticsGroup>> subsets = List.of(Set.of());
    for (final StatisticsGroup group : List.of(SIZES, CONNECTIONS, GAPS, TICKS, DISTINCT)) {
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

  private static List<NetworkEvent> ofKind(final List<NetworkEvent> events, final EventKind kind) {
    return events.stream().filter(event -> event.kind() == kind).toList();
  }

  private static LongSummaryStatistics sizes(final List<NetworkEvent> events) {
    return summary(events.stream().mapToLong(event -> event.octets));
  }

  private static Map<Counter, BigInteger> expected(
      final SelectedStatistics selected, final List<NetworkEvent> events) {
    final Map<Counter, BigInteger> expected = new HashMap<>();
    final List<NetworkEvent> sends = ofKind(events, EventKind.SEND);
    final List<NetworkEvent> receives = ofKind(events, EventKind.RECEIVE);
    put(expected, sends.size(), Counter.SEND_COUNT);
    put(expected, receives.size(), Counter.RECEIVE_COUNT);
    put(expected, sizes(sends).getSum(), Counter.SEND_OCTETS);
    put(expected, sizes(receives).getSum(), Counter.RECEIVE_OCTETS);
    final LongSummaryStatistics times = summary(events.stream().mapToLong(event -> event.time));
    put(expected, times.getMin(), Counter.FLOW_START);
    put(expected, times.getMax(), Counter.FLOW_END);
    if (selected.has(SIZES)) {
      put(expected, sizes(sends).getMin(), Counter.SEND_OCTETS_MIN);
      put(expected, sizes(sends).getMax(), Counter.SEND_OCTETS_MAX);
      expected.put(Counter.SEND_OCTETS_SQUARED, squares(sends));
      put(expected, sizes(receives).getMin(), Counter.RECEIVE_OCTETS_MIN);
      put(expected, sizes(receives).getMax(), Counter.RECEIVE_OCTETS_MAX);
      expected.put(Counter.RECEIVE_OCTETS_SQUARED, squares(receives));
    }
    if (selected.has(CONNECTIONS)) {
      put(expected, ofKind(events, EventKind.CONNECT).size(), Counter.CONNECT_COUNT);
      put(expected, ofKind(events, EventKind.ACCEPT).size(), Counter.ACCEPT_COUNT);
      put(expected, ofKind(events, EventKind.DISCONNECT).size(), Counter.DISCONNECT_COUNT);
      put(expected, ofKind(events, EventKind.RECONNECT).size(), Counter.RECONNECT_COUNT);
      final LongSummaryStatistics again = sizes(ofKind(events, EventKind.RETRANSMIT));
      put(expected, again.getCount(), Counter.RETRANSMIT_COUNT);
      put(expected, again.getSum(), Counter.RETRANSMIT_OCTETS);
    }
    if (selected.has(TICKS)) {
      expected.putAll(expectedOfTicks(events));
    }
    return expected;
  }

  private static BigInteger squares(final List<NetworkEvent> events) {
    return events.stream()
        .map(event -> BigInteger.valueOf(event.octets).pow(2))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static Map<Counter, BigInteger> expectedOfTicks(final List<NetworkEvent> sends) {
    final Map<Counter, BigInteger> expected = new HashMap<>();
    final List<NetworkEvent> counted =
        sends.stream().filter(send -> send.hasTicks() && ticks(send) < 1L << 31).toList();
    final LongSummaryStatistics ticks =
        summary(counted.stream().mapToLong(CounterMergeTest::ticks));
    put(expected, ticks.getCount(), Counter.SEND_TICKS_COUNT);
    put(expected, ticks.getSum(), Counter.SEND_TICKS);
    put(expected, ticks.getMin(), Counter.SEND_TICKS_MIN);
    put(expected, ticks.getMax(), Counter.SEND_TICKS_MAX);
    final LongSummaryStatistics times = summary(counted.stream().mapToLong(send -> send.time));
    put(expected, times.getMin(), Counter.SEND_TICKS_START);
    put(expected, times.getMax(), Counter.SEND_TICKS_END);
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

  private static long ticks(final NetworkEvent send) {
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
      final SelectedStatistics selected, final List<NetworkEvent> events, final Random random) {
    final Map<Integer, List<NetworkEvent>> split = new TreeMap<>();
    for (final NetworkEvent event : events) {
      split.computeIfAbsent(random.nextInt(6), part -> new ArrayList<>()).add(event);
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

  @Property(tries = 50)
  void counters_mergedInAnyOrder_equalThoseOfAllEvents(
      @ForAll("events") final List<NetworkEvent> events, @ForAll final Random random)
      throws IOException {
    for (final SelectedStatistics selected : subsets()) {
      final FlowAccumulator merged = merged(selected, events, random);

      for (final FlowAccumulator counted : List.of(merged, merged.copy(), read(merged))) {
        assertThat(counters(selected, counted)).isEqualTo(expected(selected, events));
        assertThat(StatisticsGroup.values())
            .allSatisfy(group -> assertThat(counted.has(group)).isEqualTo(selected.has(group)));
        assertThat(counted.gaps())
            .isEqualTo(selected.has(GAPS) ? gapsOfSends(events) : GapSummary.NONE);
        assertDistinct(events, counted);
        assertMedian(counted.sendOctetsPercentile(50), ofKind(events, EventKind.SEND), counted);
        assertMedian(
            counted.receiveOctetsPercentile(50), ofKind(events, EventKind.RECEIVE), counted);
      }
    }
  }

  private static GapSummary gapsOfSends(final List<NetworkEvent> events) {
    return GapSummary.of(
        ofKind(events, EventKind.SEND).stream().mapToLong(send -> send.time).sorted().toArray());
  }

  private static void assertDistinct(
      final List<NetworkEvent> events, final FlowAccumulator counted) {
    final boolean isCounted = counted.has(DISTINCT);
    assertThat(counted.distinct(DistinctCounts::remoteAddresses))
        .isEqualTo(isCounted ? distinct(events, CounterMergeTest::remoteAddress) : null);
    assertThat(counted.distinct(DistinctCounts::remoteEndpoints))
        .isEqualTo(
            isCounted
                ? distinct(events, event -> List.of(remoteAddress(event), event.remotePort))
                : null);
    assertThat(counted.distinct(DistinctCounts::flows))
        .isEqualTo(
            isCounted
                ? distinct(
                    events,
                    event ->
                        List.of(
                            event.protocol(),
                            event.processId,
                            event.localAddress(),
                            event.localPort,
                            event.remoteAddress(),
                            event.remotePort))
                : null);
  }

  /** The text of a mapped address differs from that of the IPv4 address. */
  private static String remoteAddress(final NetworkEvent event) {
    return event.remoteAddress();
  }

  private static Long distinct(
      final List<NetworkEvent> events, final Function<NetworkEvent, Object> element) {
    return events.stream().map(element).distinct().count();
  }

  private static void assertMedian(
      final Long median, final List<NetworkEvent> events, final FlowAccumulator counted) {
    if (!counted.has(SIZES) || events.isEmpty()) {
      assertThat(median).isNull();
      return;
    }
    final long[] sorted = events.stream().mapToLong(event -> event.octets).sorted().toArray();
    final long exact = sorted[(sorted.length + 1) / 2 - 1];
    assertThat(Math.abs(median - exact) * 128).isLessThanOrEqualTo(exact);
  }

  @Test
  void merge_dropsGroupsThatOnlyOneSideHas() {
    final NetworkEvent send = send(7, 0, 9, 2L, 1);
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
      assertThat(selected.layout().start(SIZES))
          .isEqualTo(selected.has(SIZES) ? CounterLayout.CORE.size() : -1);
      assertThat(selected.layout().slot(Counter.SEND_TICKS_COUNT))
          .isEqualTo(selected.layout().start(TICKS));
      assertThat(selected.layout().start(GAPS)).isEqualTo(-1);
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
    final List<NetworkEvent> sends =
        List.of(
            send(0xFFFF_FFFFL, 50, 20, 3L, 1),
            send(0xFFFF_FFFFL, 10, 21, 7L, 1),
            send(7, 90, 22, 1L, 2));
    final SelectedStatistics selected = new SelectedStatistics(Set.of(SIZES, TICKS));

    assertThat(counters(selected, Accumulators.of(selected, sends)))
        .isEqualTo(expected(selected, sends));
  }

  @Test
  void mergeOfCore_isThatOfEachCounter() {
    final long[] from = {3, 5, 7, 4, 90, 250};
    final long[] expected = {5, 6, Long.MAX_VALUE, Long.MAX_VALUE, 90, 250};
    final long[] atOnce = {2, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE - 3, 100, 200};
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
