package org.etwflow.flow.partial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.etwflow.etl.FileTime;
import org.etwflow.event.EventKind;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.DistinctCounts;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.Partials;
import org.junit.jupiter.api.Test;

/** When a table is full, and what it emits. */
class FlowTableTest {

  private static final int SECOND = 1_000;
  private static final List<String> HOSTS = List.of("desk", "server");

  private static FlowTable table(final String statistics) {
    return new FlowTable(
        Grouping.parse("total"),
        new Windowing.Tumbling(Duration.ofSeconds(1)),
        SelectedStatistics.parse(statistics));
  }

  private static void add(final FlowTable table, final long millis, final int sends) {
    final NetworkEvent send = NetworkEvents.send(0, FileTime.ofUnixMillis(millis));
    for (int i = 0; i < sends; i++) {
      table.add(null, send, null);
    }
  }

  @Test
  void tableWithTimes_isFullAfterFourMillionSends() {
    final FlowTable table = table("gaps");
    add(table, 0, (1 << 22) - 1);
    assertThat(table.isFull()).isFalse();
    add(table, 0, 1);
    assertThat(table.isFull()).isTrue();

    final List<PartialFlow> partials = new ArrayList<>();
    table.drain(partials::add);
    assertThat(table.isFull()).isFalse();
    assertThat(partials)
        .singleElement()
        .matches(one -> one.statistics().get(Counter.SEND_COUNT) == 1 << 22);
  }

  /** Events of closed panes count until no pane is open. */
  @Test
  void emptyTable_isNotFullWhateverItHasHeld() {
    final FlowTable table = table("sizes,gaps");
    add(table, 0, 1 << 21);
    add(table, 5 * SECOND, 1 << 21);
    assertThat(table.isFull()).isTrue();

    table.close(6 * SECOND, partial -> {});
    add(table, 7 * SECOND, (1 << 22) - 1);
    assertThat(table.isFull()).isFalse();
    add(table, 7 * SECOND, 1);
    assertThat(table.isFull()).isTrue();
  }

  @Test
  void tableWithoutTimes_isNotFilledBySendsOfOneFlow() {
    final FlowTable table = table("sizes,connections,ticks,distinct");
    add(table, 0, 3 << 22);

    assertThat(table.isFull()).isFalse();
  }

  /** Numbers of a key and pane, computed one by one. */
  private record Numbers(
      long sends, long receives, long sent, long received, long connects, long first, long last) {

    static Numbers of(final NetworkEvent event) {
      final boolean isSend = event.kind() == EventKind.SEND;
      final boolean isReceive = event.kind() == EventKind.RECEIVE;
      return new Numbers(
          isSend ? 1 : 0,
          isReceive ? 1 : 0,
          isSend ? event.octets : 0,
          isReceive ? event.octets : 0,
          event.kind() == EventKind.CONNECT ? 1 : 0,
          event.time,
          event.time);
    }

    static Numbers of(final FlowAccumulator counted) {
      return new Numbers(
          counted.get(Counter.SEND_COUNT),
          counted.get(Counter.RECEIVE_COUNT),
          counted.get(Counter.SEND_OCTETS),
          counted.get(Counter.RECEIVE_OCTETS),
          counted.get(Counter.CONNECT_COUNT),
          counted.get(Counter.FLOW_START),
          counted.get(Counter.FLOW_END));
    }

    Numbers plus(final Numbers other) {
      return new Numbers(
          sends + other.sends,
          receives + other.receives,
          sent + other.sent,
          received + other.received,
          connects + other.connects,
          Math.min(first, other.first),
          Math.max(last, other.last));
    }
  }

  private static final List<EventType> TYPES =
      Stream.of(EventType.values()).filter(type -> type.kind().isInFlows()).toList();

  /** The key as text, from the fields of the event alone. */
  private static String textOf(
      final String grouping, final String host, final NetworkEvent event, final long paneStart) {
    final String protocol = event.protocol().toString();
    final Object key =
        switch (grouping) {
          case "flow" ->
              List.of(
                  protocol,
                  event.processId,
                  event.localAddress(),
                  event.localPort,
                  event.remoteAddress(),
                  event.remotePort);
          case "pair" -> List.of(event.localAddress(), event.remoteAddress());
          case "service" -> List.of(protocol, event.remotePort);
          default -> List.of();
        };
    return host + key + "@" + paneStart;
  }

  private static String textOf(final Grouping grouping, final PartialFlow partial) {
    final List<Object> key =
        grouping.columns().stream().map(column -> column.value(grouping, partial.key())).toList();
    return partial.key().host() + key + "@" + partial.paneStart();
  }

  @Property(tries = 50)
  void drainAndClose_emitEachEventOnceByKeyAndPane(
      @ForAll final Random random, @ForAll @IntRange(min = 1, max = 20_000) final int flows) {
    final Grouping grouping =
        Grouping.parse(List.of("flow", "flow", "pair", "service", "total").get(random.nextInt(5)));
    final FlowTable table =
        new FlowTable(
            grouping,
            new Windowing.Tumbling(Duration.ofSeconds(1)),
            SelectedStatistics.parse("connections"));
    final Map<String, Numbers> counted = new HashMap<>();
    final Map<String, Numbers> handedOut = new HashMap<>();
    final Consumer<PartialFlow> receiver =
        partial ->
            handedOut.merge(
                textOf(grouping, partial), Numbers.of(partial.statistics()), Numbers::plus);
    long closed = 0;
    for (int i = 0; i < 5_000; i++) {
      if (random.nextInt(1_000) == 0) {
        closed += random.nextInt(2 * SECOND);
        table.close(closed, receiver);
      }
      final NetworkEvent event =
          event(TYPES.get(random.nextInt(TYPES.size())), random.nextInt(flows));
      final long paneStart = (closed / SECOND + random.nextInt(3)) * SECOND;
      event.time = FileTime.ofUnixMillis(paneStart + random.nextInt(SECOND));
      event.octets = 1L + random.nextInt(1_000);
      final String host = i < 1_000 ? null : HOSTS.get(random.nextInt(HOSTS.size()));
      assertThat(table.add(host, event, null)).isTrue();
      counted.merge(
          textOf(grouping.name(), host, event, paneStart), Numbers.of(event), Numbers::plus);
    }
    table.drain(receiver);

    assertThat(handedOut).isEqualTo(counted);
  }

  @Property(tries = 10)
  void details_areOfSendsOfTheirFlowAndPane(
      @ForAll final Random random, @ForAll @IntRange(min = 1, max = 3_000) final int flows) {
    final SelectedStatistics selected = SelectedStatistics.parse("sizes,distinct");
    final FlowTable table =
        new FlowTable(
            Grouping.parse("service"), new Windowing.Tumbling(Duration.ofSeconds(1)), selected);
    final Map<String, List<Long>> sizes = new HashMap<>();
    final Map<String, FlowAccumulator> handedOut = new HashMap<>();
    final Consumer<PartialFlow> receiver =
        partial ->
            handedOut
                .computeIfAbsent(
                    textOf(partial.key(), partial.paneStart()), key -> selected.newAccumulator())
                .merge(partial.statistics());
    for (int i = 0; i < 30_000; i++) {
      if (random.nextInt(10_000) == 0) {
        table.drain(receiver);
      }
      final NetworkEvent send = new NetworkEvent();
      send.remotePort = random.nextInt(flows);
      send.octets = 1L + random.nextInt(100);
      send.time = FileTime.ofUnixMillis(random.nextInt(3 * SECOND));
      table.add(null, send, null);
      final long paneStart = send.timestampMillis() / SECOND * SECOND;
      sizes
          .computeIfAbsent(
              textOf(Grouping.parse("service").key(null, send, null), paneStart),
              key -> new ArrayList<>())
          .add(send.octets);
    }
    table.drain(receiver);

    assertThat(handedOut).hasSameSizeAs(sizes);
    assertThat(handedOut)
        .allSatisfy(
            (key, counted) -> {
              assertThat(counted.get(Counter.SEND_COUNT)).isEqualTo(sizes.get(key).size());
              assertThat(counted.sendOctetsPercentile(50)).isEqualTo(median(sizes.get(key)));
              assertThat(counted.distinct(DistinctCounts::flows)).isEqualTo(1);
            });
  }

  private static long median(final List<Long> sizes) {
    return sizes.stream().sorted().toList().get((sizes.size() + 1) / 2 - 1);
  }

  private static NetworkEvent send(final int flow) {
    return event(EventType.TCP_SEND_IPV4, flow);
  }

  /**
   * Creates an event of a numbered flow. Flows differ in a few bits of several fields; those of
   * IPv6 in the upper halves of their addresses, or they are mapped.
   */
  private static NetworkEvent event(final EventType type, final int flow) {
    final NetworkEvent event = NetworkEvents.of(type);
    event.processId = flow & 3;
    event.localAddressLow = NetworkEvents.mapped(0x0A00_0000L + (((flow >> 2) & 7) << 21));
    event.remoteAddressLow = NetworkEvents.mapped((long) ((flow >> 5) & 0xFF) << 24);
    event.remotePort = 443;
    event.localPort = flow >> 13;
    if (type.isIpv6() && (flow & 1) == 0) {
      event.localAddressHigh = (long) ((flow >> 2) & 7) << 61;
      event.localAddressLow = 1;
      event.remoteAddressHigh = flow >> 5 & 0xFF;
    }
    return event;
  }

  private static String textOf(final FlowKey key, final long paneStart) {
    return key + "@" + paneStart;
  }

  @Test
  void drain_manyPartials_areGroupedByPartitionAndPane() {
    final FlowTable table =
        new FlowTable(
            Grouping.parse("flow"),
            new Windowing.Tumbling(Duration.ofSeconds(1)),
            SelectedStatistics.CORE);
    for (int flow = 0; flow < 4_000; flow++) {
      final NetworkEvent send = send(flow);
      for (int second = 0; second < 10; second++) {
        send.time = FileTime.ofUnixMillis((long) second * SECOND);
        table.add(null, send, null);
      }
    }
    final List<PartialFlowBatch> groups = Partials.of(table);

    final long bucketsAndPanes =
        groups.stream().map(group -> List.of(group.bucket(), group.paneStart())).distinct().count();
    assertThat(bucketsAndPanes).isBetween(2_000L, 2_560L);
    assertThat(groups).hasSizeLessThan((int) (1.2 * bucketsAndPanes));
    final List<PartialFlow> partials = new ArrayList<>();
    groups.forEach(group -> group.forEach(partials::add));
    assertThat(partials).hasSize(40_000);
  }
}
