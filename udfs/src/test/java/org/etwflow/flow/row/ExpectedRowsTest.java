package org.etwflow.flow.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.FLOW_DURATION;
import static org.etwflow.flow.row.Statistic.FLOW_END;
import static org.etwflow.flow.row.Statistic.FLOW_RECEIVE_BIT_RATE;
import static org.etwflow.flow.row.Statistic.FLOW_SEND_BIT_RATE;
import static org.etwflow.flow.row.Statistic.FLOW_START;
import static org.etwflow.flow.row.Statistic.OCTETS;
import static org.etwflow.flow.row.Statistic.RECEIVE_COUNT;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;
import static org.etwflow.flow.row.Statistic.WINDOW_RECEIVE_BIT_RATE;
import static org.etwflow.flow.row.Statistic.WINDOW_SEND_BIT_RATE;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.partial.PartialFlow;
import org.etwflow.flow.window.Windowing;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.RowValues;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of whole traces, compared with the expected rows of their writer. */
class ExpectedRowsTest {

  private static final long WINDOW_MILLIS = 10_000;
  private static final int EVENTS_OF_A_PARTIAL = 97;
  private static final Grouping FLOWS = Grouping.parse("flow");

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
    Stream<String> all =
        Stream.of(
            "--sends=600 --flows=40 --seconds=35 --udp=0.25 --receives=0.5 --connections",
            "--sends=600 --flows=40 --seconds=35");
    for (final List<String> choices : options) {
      all = all.flatMap(before -> choices.stream().map(choice -> before + " " + choice));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("traces")
  void rows_ofGeneratedTrace_matchTheExpectedRows(final String options) {
    // Version 0 is older than IPv6.
    final String ipv6 = options.contains("--payload-version=0") ? "0" : "0.3";
    final WrittenTrace trace = TraceGenerator.inMemory((options + " --ipv6=" + ipv6).split(" "));

    assertThat(rows(trace.bytes()))
        .hasSizeGreaterThan(80)
        .isEqualTo(TrafficTraces.rows(trace.events()).stream().skip(1).toList());
  }

  private static List<String> rows(final byte[] file) {
    return windows(file).entrySet().stream()
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
        .map(ExpectedRowsTest::text)
        .sorted()
        .toList();
  }

  /** Accumulators by window, counted in several partial flows as by several tasks. */
  private static Map<Window, FlowAccumulator> windows(final byte[] file) {
    final Map<Window, FlowAccumulator> windows = new HashMap<>();
    for (final PartialFlow partial : partials(file)) {
      final Window window = new Window(partial.key(), partial.paneStart());
      windows
          .computeIfAbsent(window, none -> SelectedStatistics.CORE.newAccumulator())
          .merge(partial.statistics());
    }
    return windows;
  }

  private static List<PartialFlow> partials(final byte[] file) {
    final FlowTable table =
        new FlowTable(
            FLOWS,
            new Windowing.Tumbling(Duration.ofMillis(WINDOW_MILLIS)),
            SelectedStatistics.CORE);
    final List<PartialFlow> partials = new ArrayList<>();
    final List<NetworkEvent> events =
        NetworkEvents.in(file).stream().filter(event -> event.kind().isInFlows()).toList();
    for (int i = 0; i < events.size(); i++) {
      table.add(null, events.get(i), null);
      if (i % EVENTS_OF_A_PARTIAL == 0 || i == events.size() - 1) {
        table.drain(partials::add);
      }
    }
    return partials;
  }

  private static String text(final RowValues row) {
    return Stream.of(
            time(row.windowStart()),
            time(row.windowEnd()),
            row.protocol(),
            row.processId(),
            row.localAddress(),
            row.localPort(),
            row.remoteAddress(),
            row.remotePort(),
            row.integer(SEND_COUNT),
            row.integer(RECEIVE_COUNT),
            row.integer(SEND_OCTETS),
            row.integer(RECEIVE_OCTETS),
            row.integer(OCTETS),
            time(row.time(FLOW_START)),
            time(row.time(FLOW_END)),
            number(row.decimal(FLOW_DURATION)),
            number(row.decimal(WINDOW_SEND_BIT_RATE)),
            number(row.decimal(WINDOW_RECEIVE_BIT_RATE)),
            number(row.decimal(FLOW_SEND_BIT_RATE)),
            number(row.decimal(FLOW_RECEIVE_BIT_RATE)),
            row.dataComplete())
        .map(Object::toString)
        .collect(Collectors.joining(","));
  }

  private static String time(final Instant time) {
    return TIME.format(time);
  }

  private static String number(final Double value) {
    return value == null
        ? ""
        : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
