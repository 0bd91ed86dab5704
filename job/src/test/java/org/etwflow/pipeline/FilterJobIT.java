package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.OCTETS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.event.EventSelection;
import org.etwflow.filter.AddressSelection;
import org.etwflow.filter.EventFilter;
import org.etwflow.filter.PortSelection;
import org.etwflow.filter.ProcessSelection;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.RowConditionParser;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.TraceQuality;
import org.etwflow.sink.RowTexts;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.RowValues;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WrittenEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs with selections and filters of events, and conditions on rows. */
class FilterJobIT {

  private static final Grouping FLOW = Grouping.parse("flow");

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private long allEvents;
  private List<WrittenEvent> events;

  @BeforeEach
  void write() throws IOException {
    final var trace =
        TrafficTraces.inMemory("--sends=3000", "--flows=60", "--idle-cpus=1", "--buffer-size=16K");
    Files.write(folder.resolve("trace.etl"), trace.bytes());
    allEvents = trace.readableEvents().size();
    events = TrafficTraces.counted(trace);
  }

  private FlowSettings settings(final Grouping grouping) {
    return new FlowSettings(
        List.of(folder.toString()),
        new HostNaming.OneMachine(),
        grouping,
        new Windowing.Tumbling(Duration.ofSeconds(10)),
        5,
        false);
  }

  private static FlowResult run(
      final RuntimeExecutionMode mode, final int parallelism, final FlowSettings settings)
      throws Exception {
    return FlowResult.of(CLUSTER.environment(mode, parallelism), settings);
  }

  /** Whether the last digit of an address is even, which that of about half of them is. */
  private static boolean isEven(final String address) {
    return Character.digit(address.charAt(address.length() - 1), 16) % 2 == 0;
  }

  private static String remote(final WrittenEvent written) {
    return written.event().flow().remote().address().text();
  }

  private static boolean hasPort(final WrittenEvent written, final int port) {
    final TrafficFlow flow = written.event().flow();
    return flow.local().port() == port || flow.remote().port() == port;
  }

  private static long octets(final List<WrittenEvent> some, final Kind kind) {
    return some.stream()
        .filter(written -> written.event().type().kind() == kind)
        .mapToLong(TrafficTraces::octets)
        .sum();
  }

  private List<WrittenEvent> those(final Predicate<WrittenEvent> wanted) {
    final List<WrittenEvent> some = events.stream().filter(wanted).toList();
    assertThat(some).isNotEmpty().hasSizeLessThan(events.size());
    return some;
  }

  private void assertCounted(final FlowResult result, final List<WrittenEvent> wanted)
      throws IOException {
    assertThat(RowTexts.csv(FlowColumns.of(FLOW, false), result.rows()))
        .containsExactlyInAnyOrderElementsOf(TrafficTraces.rows(wanted));
    assertThat(result.summaries())
        .singleElement()
        .returns(octets(wanted, Kind.SEND), summary -> summary.total.get(Counter.SEND_OCTETS))
        .returns(octets(wanted, Kind.RECEIVE), summary -> summary.total.get(Counter.RECEIVE_OCTETS))
        .returns(
            wanted.stream()
                .map(written -> List.of(written.event().type().protocol(), written.event().flow()))
                .distinct()
                .count(),
            summary -> summary.flows);
    assertThat(result.traces()).singleElement().returns(0L, TraceQuality::lateEvents);
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 4", "STREAMING, 1", "STREAMING, 4"})
  void rows_areOfFilteredEvents_andTraceQualityOfAll(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final List<String> evenRemotes =
        events.stream().map(FilterJobIT::remote).filter(FilterJobIT::isEven).distinct().toList();
    final List<Long> times = events.stream().map(WrittenEvent::time).sorted().toList();
    final long from = times.get(500);
    final long to = times.get(2_500);

    final FlowResult result =
        run(
            mode,
            parallelism,
            settings(FLOW)
                .withFilter(
                    new EventFilter(
                        AddressSelection.ALL,
                        AddressSelection.of(evenRemotes),
                        PortSelection.of(List.of("0-65535", "!443")),
                        ProcessSelection.ALL,
                        from,
                        to)));

    assertCounted(
        result,
        those(
            written ->
                isEven(remote(written))
                    && !hasPort(written, 443)
                    && written.time() >= from
                    && written.time() < to));
    assertThat(result.traces()).singleElement().returns(allEvents, TraceQuality::selectedEvents);
  }

  static Stream<Arguments> selections() {
    return Stream.of(
        selection("SendIPV4", type -> type == TrafficType.TCP_SEND_IPV4),
        selection(
            "udp,receive", type -> type.protocol() == Protocol.UDP && type.kind() == Kind.RECEIVE),
        selection("ipv6", TrafficType::isIpv6),
        selection("!ipv6,!connection", type -> !type.isIpv6() && hasData(type)),
        selection("connection", type -> !hasData(type)),
        selection(
            "RetransmitIPV6,UdpIp_SendIPV4",
            type -> type == TrafficType.TCP_RETRANSMIT_IPV6 || type == TrafficType.UDP_SEND_IPV4));
  }

  private static Arguments selection(final String list, final Predicate<TrafficType> wanted) {
    return Arguments.of(list, wanted);
  }

  private static boolean hasData(final TrafficType type) {
    return type.kind() == Kind.SEND || type.kind() == Kind.RECEIVE;
  }

  @ParameterizedTest
  @MethodSource("selections")
  void rows_areOfSelectedEvents_andTraceQualityHasTheOthers(
      final String list, final Predicate<TrafficType> wanted) throws Exception {
    final EventSelection selection = EventSelection.parse(list);
    final List<WrittenEvent> selected = those(written -> wanted.test(written.event().type()));

    for (final RuntimeExecutionMode mode :
        List.of(RuntimeExecutionMode.BATCH, RuntimeExecutionMode.STREAMING)) {
      final FlowResult result = run(mode, 3, settings(FLOW).withCounted(selection));

      assertCounted(result, selected);
      assertThat(result.traces())
          .singleElement()
          .returns(
              allEvents,
              trace -> trace.networkEvents().values().stream().mapToLong(count -> count).sum())
          .satisfies(
              trace -> assertThat(trace.selectedEvents()).isGreaterThanOrEqualTo(selected.size()));
    }
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 2", "STREAMING, 2"})
  void filterThatExcludesAll_givesNoRows(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final FlowResult result =
        run(
            mode,
            parallelism,
            settings(FLOW)
                .withFilter(
                    new EventFilter(
                        AddressSelection.of(List.of("!0.0.0.0/0,!::/0")),
                        AddressSelection.ALL,
                        PortSelection.ALL,
                        ProcessSelection.ALL,
                        EventFilter.NO_START,
                        EventFilter.NO_END)));

    assertThat(result.statistics()).isEmpty();
    assertThat(result.summaries()).isEmpty();
    assertThat(result.traces()).singleElement().returns(allEvents, TraceQuality::selectedEvents);
  }

  private Map<Long, Long> octetsByProcess() {
    return events.stream()
        .collect(
            Collectors.groupingBy(
                written -> Integer.toUnsignedLong(written.processId()),
                Collectors.summingLong(FilterJobIT::data)));
  }

  /** Bytes of a send or receive. */
  private static long data(final WrittenEvent written) {
    return hasData(written.event().type()) ? TrafficTraces.octets(written) : 0;
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 4", "STREAMING, 4"})
  void condition_removesRowsButNotFromTotals(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final FlowSettings all = settings(Grouping.parse("processId"));
    final Map<Long, Long> octets = octetsByProcess();
    final long bound = octets.values().stream().sorted().skip(octets.size() / 2).findFirst().get();
    final List<RowValues> everyRow = run(mode, parallelism, all).statistics();

    final FlowResult result =
        run(mode, parallelism, all.withHaving(RowConditionParser.parse("octets <= " + bound)));

    assertThat(result.statistics())
        .containsExactlyInAnyOrderElementsOf(
            everyRow.stream().filter(row -> row.integer(OCTETS) <= bound).toList())
        .hasSizeLessThan(everyRow.size());
    assertThat(result.summaries())
        .singleElement()
        .returns(octets(events, Kind.SEND), summary -> summary.total.get(Counter.SEND_OCTETS))
        .returns((long) octets.size(), summary -> summary.flows);
    assertThat(result.top())
        .extracting(row -> row.integer(OCTETS))
        .isEqualTo(
            octets.values().stream()
                .filter(sum -> sum <= bound)
                .sorted((one, other) -> Long.compare(other, one))
                .limit(5)
                .toList());
  }
}
