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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.etwflow.etl.FileTime;
import org.etwflow.event.SendIPV4;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.DistinctCounts;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.process.ProcessInstance;
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
    final SendIPV4 send = new SendIPV4();
    send.time = FileTime.ofUnixMillis(millis);
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

  @Test
  void closedPanes_releaseTheirTimes() {
    final FlowTable table = table("sizes,gaps");
    add(table, 0, 1 << 20);
    add(table, 5 * SECOND, 3 << 20);
    assertThat(table.isFull()).isTrue();

    table.close(SECOND, partial -> {});
    add(table, 5 * SECOND, (1 << 20) - 1);
    assertThat(table.isFull()).isFalse();
    add(table, 5 * SECOND, 1);
    assertThat(table.isFull()).isTrue();
  }

  @Test
  void tableWithoutTimes_isNotFilledBySendsOfOneFlow() {
    final FlowTable table = table("sizes,ticks,distinct");
    add(table, 0, (1 << 22) + 1);

    assertThat(table.isFull()).isFalse();
  }

  @Property(tries = 50)
  void drainAndClose_emitEachSendOnceByKeyAndPane(
      @ForAll final Random random, @ForAll @IntRange(min = 1, max = 20_000) final int flows) {
    final FlowTable table = tableOf("flow", "core");
    final Map<String, Long> counted = new HashMap<>();
    final Map<String, Long> handedOut = new HashMap<>();
    final Consumer<PartialFlow> receiver =
        partial ->
            handedOut.merge(
                textOf(partial.key(), partial.paneStart()),
                partial.statistics().get(Counter.SEND_OCTETS),
                Long::sum);
    long closed = 0;
    for (int i = 0; i < 5_000; i++) {
      if (random.nextInt(1_000) == 0) {
        closed += random.nextInt(2 * SECOND);
        table.close(closed, receiver);
      }
      final SendIPV4 send = send(random.nextInt(flows));
      final long paneStart = (closed / SECOND + random.nextInt(3)) * SECOND;
      send.time = FileTime.ofUnixMillis(paneStart + random.nextInt(SECOND));
      send.size = 1L + random.nextInt(1_000);
      final String host = i < 1_000 ? null : HOSTS.get(random.nextInt(HOSTS.size()));
      assertThat(table.add(host, send, null)).isTrue();
      counted.merge(
          textOf(Grouping.parse("flow").key(host, send, null), paneStart), send.size, Long::sum);
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
      final SendIPV4 send = new SendIPV4();
      send.dport = random.nextInt(flows);
      send.size = 1L + random.nextInt(100);
      send.time = FileTime.ofUnixMillis(random.nextInt(3 * SECOND));
      table.add(null, send, null);
      final long paneStart = send.timestampMillis() / SECOND * SECOND;
      sizes
          .computeIfAbsent(
              textOf(Grouping.parse("service").key(null, send, null), paneStart),
              key -> new ArrayList<>())
          .add(send.size);
    }
    table.drain(receiver);

    assertThat(handedOut).hasSameSizeAs(sizes);
    assertThat(handedOut)
        .allSatisfy(
            (key, counted) -> {
              assertThat(counted.get(Counter.SEND_COUNT)).isEqualTo(sizes.get(key).size());
              assertThat(counted.octetsPercentile(50)).isEqualTo(median(sizes.get(key)));
              assertThat(counted.distinct(DistinctCounts::flows)).isEqualTo(1);
            });
  }

  private static long median(final List<Long> sizes) {
    return sizes.stream().sorted().toList().get((sizes.size() + 1) / 2 - 1);
  }

  /** Creates a send of a numbered flow. Flows differ in a few bits of several fields. */
  private static SendIPV4 send(final int flow) {
    final SendIPV4 send = new SendIPV4();
    send.PID = flow & 3;
    send.saddr = 0x0A00_0000L + (((flow >> 2) & 7) << 21);
    send.daddr = (long) ((flow >> 5) & 0xFF) << 24;
    send.dport = 443;
    send.sport = flow >> 13;
    return send;
  }

  private static String textOf(final FlowKey key, final long paneStart) {
    return key + "@" + paneStart;
  }

  @Test
  void drain_manyPartials_areGroupedByPartitionAndPane() {
    final FlowTable table = tableOf("flow", "core");
    for (int flow = 0; flow < 4_000; flow++) {
      final SendIPV4 send = send(flow);
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
    final SendIPV4 send = new SendIPV4();
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
    for (int second = 2; second >= 0; second--) {
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
    final SendIPV4 send = new SendIPV4();
    send.PID = process;
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
    final SendIPV4 send = new SendIPV4();
    send.PID = 4;
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
    final SendIPV4 send = new SendIPV4();
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
      final SendIPV4 send = new SendIPV4();
      send.PID = process;
      send.size = 10L * process;
      send.startime = 5;
      send.endtime = 5L + process;
      table.add(null, send, null);
    }

    assertThat(drained(table))
        .extracting(
            partial -> partial.key().processId(),
            partial -> partial.statistics().octetsPercentile(50),
            partial -> partial.statistics().get(Counter.SEND_TICKS))
        .containsExactlyInAnyOrder(tuple(1L, 10L, 1L), tuple(2L, 20L, 2L));
  }
}
