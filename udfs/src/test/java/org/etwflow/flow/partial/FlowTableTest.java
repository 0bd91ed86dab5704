package org.etwflow.flow.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
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
import org.etwflow.process.ProcessInstance;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.Partials;
import org.junit.jupiter.api.Test;

/** When a table is full, and what it emits. */
class FlowTableTest {

  private static final int SECOND = 1_000;
  private static final List<String> HOSTS = List.of("desk", "server");

  private static FlowTable table(final String statistics) {
    return tableOf("total", statistics);
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

    final List<PartialFlow> partials = drained(table);
    assertThat(table.isFull()).isFalse();
    assertThat(partials)
        .singleElement()
        .matches(one -> one.statistics().get(Counter.SEND_COUNT) == 1 << 22);
  }

  /** Events of closed panes count until no pane is open. */
  @Test
  void emptyTable_isNotFullWhateverItHasHeld() {
    final FlowTable table = table("sizes,gaps");
    add(table, 0, 1 << 20);
    add(table, 5 * SECOND, 3 << 20);
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
    add(table, 0, (1 << 22) + 1);

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
    final FlowTable table = tableOf(grouping.name(), "connections");
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
    final FlowTable table = tableOf("flow", "core");
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

  private static NetworkEvent event(final EventType type, final int localPort, final long octets) {
    final NetworkEvent event = NetworkEvents.of(type);
    event.localPort = localPort;
    event.octets = octets;
    event.time = FileTime.ofUnixMillis(0);
    return event;
  }

  /** The second flow of the table has its counters behind those of the first one. */
  @Test
  void connections_areCountedByKindInTheirOwnFlow() {
    final FlowTable table = tableOf("localPort", "connections");
    table.add(null, event(EventType.TCP_SEND_IPV4, 1, 7), null);
    final Map<EventType, Integer> counts =
        Map.of(
            EventType.TCP_CONNECT_IPV4, 2,
            EventType.TCP_ACCEPT_IPV6, 3,
            EventType.TCP_DISCONNECT_IPV4, 4,
            EventType.TCP_RECONNECT_IPV4, 5,
            EventType.TCP_RETRANSMIT_IPV6, 6);
    counts.forEach(
        (type, count) -> {
          for (int i = 0; i < count; i++) {
            table.add(null, event(type, 2, 100), null);
          }
        });

    assertThat(drained(table))
        .extracting(
            partial -> partial.key().localPort(),
            partial -> partial.statistics().get(Counter.SEND_COUNT),
            partial -> partial.statistics().get(Counter.CONNECT_COUNT),
            partial -> partial.statistics().get(Counter.ACCEPT_COUNT),
            partial -> partial.statistics().get(Counter.DISCONNECT_COUNT),
            partial -> partial.statistics().get(Counter.RECONNECT_COUNT),
            partial -> partial.statistics().get(Counter.RETRANSMIT_COUNT),
            partial -> partial.statistics().get(Counter.RETRANSMIT_OCTETS))
        .containsExactly(
            tuple(1, 1L, 0L, 0L, 0L, 0L, 0L, 0L), tuple(2, 0L, 2L, 3L, 4L, 5L, 6L, 600L));
  }

  @Test
  void eventAtTheEndOfAPane_isOfTheNextOne() {
    final FlowTable table = table("core");
    add(table, 0, 1);
    add(table, SECOND, 1);

    assertThat(drained(table)).extracting(PartialFlow::paneStart).containsExactly(0L, 1_000L);
  }

  @Test
  void paneIsClosed_whenItsEndIsReached() {
    final FlowTable table = table("core");
    add(table, 0, 1);
    final List<PartialFlow> closed = new ArrayList<>();

    table.close(SECOND - 1, closed::add);
    assertThat(closed).isEmpty();
    table.close(SECOND, closed::add);
    assertThat(closed).hasSize(1);
  }

  private static List<PartialFlow> drained(final FlowTable table) {
    final List<PartialFlow> partials = new ArrayList<>();
    table.drain(partials::add);
    return partials;
  }

  private static FlowTable tableOf(final String grouping, final String statistics) {
    return new FlowTable(
        Grouping.parse(grouping),
        new Windowing.Tumbling(Duration.ofSeconds(1)),
        SelectedStatistics.parse(statistics));
  }

  @Test
  void event_ofClosedPane_isNotCounted() {
    final FlowTable table = table("core");
    final NetworkEvent send = new NetworkEvent();
    table.close(SECOND, partial -> {});

    send.time = FileTime.ofUnixMillis(SECOND - 1);
    assertThat(table.add(null, send, null)).isFalse();
    send.time = FileTime.ofUnixMillis(SECOND);
    assertThat(table.add(null, send, null)).isTrue();

    assertThat(drained(table)).extracting(PartialFlow::paneStart).containsExactly((long) SECOND);
  }

  /** Five processes in each of three panes send as many times as their PID says. */
  @Test
  void close_emitsPanesUpToATime_andKeepsTheOthers() {
    final FlowTable table = tableOf("process", "core");
    for (int second = 0; second <= 2; second++) {
      for (int process = 1; process <= 5; process++) {
        addOf(table, process, second, process);
      }
    }
    final List<PartialFlow> closed = new ArrayList<>();
    table.close(2 * SECOND, closed::add);
    for (int process = 5; process >= 1; process--) {
      addOf(table, process, 2, 10);
    }

    assertThat(closed)
        .extracting(
            partial -> partial.key().processId(),
            PartialFlow::paneStart,
            partial -> partial.statistics().get(Counter.SEND_COUNT))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 10)
                .mapToObj(i -> tuple(1L + i / 2, (long) i % 2 * SECOND, 1L + i / 2))
                .toList());
    assertThat(drained(table))
        .extracting(
            partial -> partial.key().processId(),
            PartialFlow::paneStart,
            partial -> partial.statistics().get(Counter.SEND_COUNT))
        .containsExactlyInAnyOrder(
            tuple(1L, 2_000L, 11L),
            tuple(2L, 2_000L, 12L),
            tuple(3L, 2_000L, 13L),
            tuple(4L, 2_000L, 14L),
            tuple(5L, 2_000L, 15L));
  }

  private static void addOf(
      final FlowTable table, final long process, final long second, final int sends) {
    final NetworkEvent send = new NetworkEvent();
    send.processId = process;
    send.time = FileTime.ofUnixMillis(second * SECOND);
    for (int i = 0; i < sends; i++) {
      assertThat(table.add(null, send, null)).isTrue();
    }
  }

  /** As many flows as fit into the table once it has grown. */
  @Test
  void drainedTable_countsTheSameFlowsAgain() {
    final FlowTable table = tableOf("process", "core");
    for (int round = 1; round <= 2; round++) {
      for (int time = 0; time < 2; time++) {
        for (int process = 0; process < 2_048; process++) {
          addOf(table, process, 0, 1);
        }
      }

      assertThat(drained(table))
          .hasSize(2_048)
          .allMatch(partial -> partial.statistics().get(Counter.SEND_COUNT) == 2)
          .extracting(partial -> partial.key().processId())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void flows_ofDifferentHostsAndProcesses_areDifferent() {
    final FlowTable table = tableOf("process", "core");
    final NetworkEvent send = new NetworkEvent();
    send.processId = 4;
    final List<ProcessInstance> processes =
        List.of(
            new ProcessInstance(4, 100, "a.exe", "a.exe"),
            new ProcessInstance(4, 200, "a.exe", "a.exe"),
            new ProcessInstance(4, 100, "b.exe", "b.exe"));
    for (int time = 0; time < 2; time++) {
      for (final String host : HOSTS) {
        processes.forEach(process -> table.add(host, send, process));
        table.add(host, send, null);
      }
    }

    assertThat(drained(table))
        .allMatch(partial -> partial.statistics().get(Counter.SEND_COUNT) == 2)
        .extracting(
            partial -> partial.key().host(),
            partial -> partial.key().processName(),
            partial -> partial.key().processStart())
        .containsExactlyInAnyOrder(
            tuple("desk", "a.exe", 100L),
            tuple("desk", "a.exe", 200L),
            tuple("desk", "b.exe", 100L),
            tuple("desk", null, 0L),
            tuple("server", "a.exe", 100L),
            tuple("server", "a.exe", 200L),
            tuple("server", "b.exe", 100L),
            tuple("server", null, 0L));
  }

  @Test
  void flows_ofDifferentHosts_areDifferentWithoutProcesses() {
    final FlowTable table = tableOf("remote", "core");
    final NetworkEvent send = new NetworkEvent();
    for (final String host : List.of("desk", "server", "desk")) {
      table.add(host, send, null);
    }

    assertThat(drained(table))
        .extracting(
            partial -> partial.key().host(),
            partial -> partial.statistics().get(Counter.SEND_COUNT))
        .containsExactlyInAnyOrder(tuple("desk", 2L), tuple("server", 1L));
  }

  @Test
  void ticksAndSizes_areThoseOfTheirFlow() {
    final FlowTable table = tableOf("process", "sizes,ticks");
    for (int process = 1; process <= 2; process++) {
      final NetworkEvent send = new NetworkEvent();
      send.processId = process;
      send.octets = 10L * process;
      send.startime = 5;
      send.endtime = 5L + process;
      table.add(null, send, null);
    }

    assertThat(drained(table))
        .extracting(
            partial -> partial.key().processId(),
            partial -> partial.statistics().sendOctetsPercentile(50),
            partial -> partial.statistics().get(Counter.SEND_TICKS))
        .containsExactlyInAnyOrder(tuple(1L, 10L, 1L), tuple(2L, 20L, 2L));
  }
}
