package org.etwflow.flow.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.event.EventSelection;
import org.etwflow.event.NetworkEvent;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.partial.PartialFlow;
import org.etwflow.flow.window.Windowing;
import org.etwflow.testing.RowValues;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.TrafficRows;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of whole traces, compared with the expected rows of their writer. */
class ExpectedRowsTest {

  private static final long WINDOW_MILLIS = 10_000;
  private static final int EVENTS_OF_A_PARTIAL = 97;
  private static final Grouping FLOWS = Grouping.parse("flow");
  private static final SelectedStatistics SIZES = SelectedStatistics.parse("sizes");

  private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private record Window(FlowKey key, long start) {}

  static Stream<String> traces() {
    return product(
        List.of(
            "--header=SYSTEM --payload-version=0",
            "--header=SYSTEM --payload-version=1",
            "--header=SYSTEM",
            "--header=SYSTEM --build=SERVER_2019",
            "--header=COMPACT --payload-version=0",
            "--header=COMPACT --payload-version=1",
            "--header=COMPACT",
            "--header=PERFINFO --payload-version=0",
            "--header=PERFINFO --payload-version=1",
            "--header=PERFINFO",
            "--header=PERFINFO --build=SERVER_2019",
            "--header=CLASSIC --payload-version=0",
            "--header=CLASSIC --payload-version=1",
            "--header=CLASSIC",
            "--header=MANIFEST",
            "--header=MANIFEST --build=WINDOWS_7 --extended-items=3"),
        List.of("--pointer-size=4", "--pointer-size=8"),
        List.of("--clock=QPC --frequency=2994853", "--clock=SYSTEM_TIME", "--clock=CPU_CYCLES"),
        List.of("--buffer-size=8K", "--buffer-size=8K --compressed"));
  }

  @SafeVarargs
  private static Stream<String> product(final List<String>... options) {
    Stream<String> all = Stream.of("--sends=600 --flows=40 --seconds=35");
    for (final List<String> choices : options) {
      all = all.flatMap(before -> choices.stream().map(choice -> before + " " + choice));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("traces")
  void rowsOfSends_matchTheExpectedRows(final String options) {
    final WrittenTrace trace = TraceGenerator.inMemory(options.split(" "));
    final TrafficRows expected = new TrafficRows();
    trace.events().stream()
        .filter(event -> event.event().type() == TrafficType.TCP_SEND_IPV4)
        .forEach(expected::add);

    assertRows(trace, EventSelection.SEND_IPV4, expected);
  }

  /** All headers with events of both protocols and IP versions, which version 0 does not have. */
  static Stream<String> trafficTraces() {
    return Stream.of(
        "--header=SYSTEM --payload-version=0 --receives=0.5",
        "--header=SYSTEM --payload-version=1 --pointer-size=4 --ipv6=0.5 --udp=0.3 --receives=0.5",
        "--header=SYSTEM --build=SERVER_2019 --ipv6=0.5 --udp=0.3 --receives=0.5 --connections",
        "--header=COMPACT --ipv6=0.5 --udp=0.3 --receives=0.5 --connections --compressed",
        "--header=PERFINFO --ipv6=0.5 --udp=0.3 --receives=0.5 --connections",
        "--header=PERFINFO --ipv6=1 --udp=1 --receives=0.9 --clock=SYSTEM_TIME",
        "--header=CLASSIC --pointer-size=4 --ipv6=0.5 --udp=0.3 --receives=0.5 --connections",
        "--header=CLASSIC_EVENT --ipv6=0.5 --udp=0.3 --receives=0.5 --connections",
        "--header=MANIFEST --ipv6=0.5 --udp=0.3 --receives=0.5 --connections --extended-items=3");
  }

  @ParameterizedTest
  @MethodSource("trafficTraces")
  void rowsOfAllEvents_matchTheExpectedRows(final String options) {
    final WrittenTrace trace =
        TraceGenerator.inMemory(
            ("--sends=1500 --flows=60 --seconds=35 --buffer-size=8K " + options).split(" "));
    final TrafficRows expected = new TrafficRows();
    trace.events().forEach(expected::add);

    assertRows(trace, EventSelection.ALL, expected);
  }

  private static void assertRows(
      final WrittenTrace trace, final EventSelection selection, final TrafficRows expected) {
    final List<String> lines = expected.toCsv().lines().toList();
    final List<String> columns = List.of(lines.get(0).split(","));

    assertThat(rows(trace.bytes(), selection, columns))
        .hasSizeGreaterThan(80)
        .isEqualTo(lines.subList(1, lines.size()));
  }

  private static List<String> rows(
      final byte[] file, final EventSelection selection, final List<String> columns) {
    return windows(file, selection).entrySet().stream()
        .map(
            window -> {
              final long start = window.getKey().start();
              return RowValues.of(
                  FLOWS,
                  new WindowedFlow(
                      window.getKey().key(),
                      start,
                      start + WINDOW_MILLIS,
                      window.getValue(),
                      true));
            })
        .map(row -> text(row, columns))
        .sorted()
        .toList();
  }

  /** Accumulators by window, counted in several partial flows as by several tasks. */
  private static Map<Window, FlowAccumulator> windows(
      final byte[] file, final EventSelection selection) {
    final Map<Window, FlowAccumulator> windows = new HashMap<>();
    for (final PartialFlow partial : partials(file, selection)) {
      final Window window = new Window(partial.key(), partial.paneStart());
      windows.computeIfAbsent(window, none -> SIZES.newAccumulator()).merge(partial.statistics());
    }
    return windows;
  }

  private static List<PartialFlow> partials(final byte[] file, final EventSelection selection) {
    final FlowTable table =
        new FlowTable(FLOWS, new Windowing.Tumbling(Duration.ofMillis(WINDOW_MILLIS)), SIZES);
    final List<PartialFlow> partials = new ArrayList<>();
    final List<NetworkEvent> events =
        TraceFiles.events(file, new NetworkEventSchema(selection), NetworkEvent::copy).stream()
            .filter(event -> event.kind().isInFlows())
            .toList();
    for (int i = 0; i < events.size(); i++) {
      table.add(null, events.get(i), null);
      if (i % EVENTS_OF_A_PARTIAL == 0 || i == events.size() - 1) {
        table.drain(partials::add);
      }
    }
    return partials;
  }

  private static String text(final RowValues row, final List<String> columns) {
    return columns.stream()
        .map(column -> text(row.values().get(column)))
        .collect(Collectors.joining(","));
  }

  private static String text(final Object value) {
    if (value instanceof Instant time) {
      return TIME.format(time);
    }
    return value instanceof Double number ? number(number) : Objects.toString(value, "");
  }

  private static String number(final double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
