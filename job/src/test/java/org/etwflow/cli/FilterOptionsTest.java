package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.etwflow.column.Column;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.key.KeyColumn;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages for invalid filters, and names that conditions accept. */
class FilterOptionsTest {

  private static final SelectedStatistics ALL = SelectedStatistics.parse("all");

  private static final String TRACE = SampleTraces.trace("desktop").toString();

  static Stream<Arguments> wrongFilters() {
    return Stream.of(
        wrong(
            """
            --remote: '300' is not a byte of an address: write 10.1.2.3, 10.0.0.0/8, 2001:db8::1\
             or 2001:db8::/32, for example
              10.0.0.0/8,300.1.1.1
                         ^
            """,
            "--remote",
            "10.0.0.0/8,300.1.1.1"),
        wrong(
            """
            --local: '2001:db8::1/32' has bits beyond its prefix: write 2001:db8::/32, or\
             2001:db8::1 for the one address
              10.1.2.3,!2001:db8::1/32
                        ^
            """,
            "--local",
            "10.1.2.3,!2001:db8::1/32"),
        wrong(
            """
            --remote: '2001:db8:::1' is not an IPv6 address: write 10.1.2.3, 10.0.0.0/8,\
             2001:db8::1 or 2001:db8::/32, for example
              2001:db8:::1
              ^
            """,
            "--remote",
            "2001:db8:::1"),
        wrong(
            """
            --local: '129' is not a prefix length from 0 to 128
              ::/0, 2001:db8::/129
                               ^
            """,
            "--local",
            "::/0, 2001:db8::/129"),
        wrong(
            """
            --local: '10.1.2.3/8' has bits beyond its prefix: write 10.0.0.0/8, or 10.1.2.3 for\
             the one address
              10.1.2.3/8
              ^
            """,
            "--local",
            "10.1.2.3/8"),
        wrong(
            """
            --port: '80000' is not a port from 0 to 65535
              1-2, !80000
                    ^
            """,
            "--port",
            "443",
            "--port",
            "1-2, !80000"),
        wrong(
            """
            --process: a process is expected: write chrome.exe, svchost* or 1234, for example
              chrome*,!,4
                       ^
            """,
            "--process",
            "chrome*,!,4"),
        wrong(
            """
            --from: '2026-03-02T9:00' is not a time: write 2026-03-02, 2026-03-02T09:00 or\
             2026-03-02T09:00:30.5+01:00
              2026-03-02T9:00
                        ^
            """,
            "--from",
            "2026-03-02T9:00"),
        wrong(
            """
            --to: '' is not a time: write 2026-03-02, 2026-03-02T09:00 or 2026-03-02T09:00:30.5+01:00
             \s
              ^
            """,
            "--to",
            ""),
        wrong(
            """
            --having: 'M' is not a number: write 1500, 0.5 or 1M, for example; k, M, G and T are\
             powers of 1000
              sendCount > 1 or sendOctets > M
                                            ^
            """,
            "--having",
            "sendCount > 1 or sendOctets > M"),
        wrong(
            """
            --having: 'and', 'or' or the end is expected
              sendCount > 1   sendCount > 1
                              ^
            """,
            "--having",
            "sendCount > 1\r\n\tsendCount > 1"),
        wrong(
            """
            --from 2026-03-02T01:00 is not before --to 2026-03-02T01:00+00:00
            """,
            "--from",
            "2026-03-02T01:00",
            "--to",
            "2026-03-02T01:00+00:00"));
  }

  private static Arguments wrong(final String message, final String... options) {
    return Arguments.of(message, options);
  }

  @ParameterizedTest
  @MethodSource("wrongFilters")
  void invalidFilter_isShownWithCaret(final String message, final String[] options) {
    final Object[] arguments =
        Stream.concat(Stream.of(TRACE), Arrays.stream(options)).toArray(Object[]::new);
    final CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("etwflow: " + message + "Try 'etwflow --help' for all options.\n");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void unknownStatistic_isRejectedWithListOfNames() {
    final CommandLineRun run = CommandLineRun.of(TRACE, "--having", "bytes > 1");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("etwflow: --having: 'bytes' is not a statistic: choose one of sendCount, ")
        .contains("sendOctets, ", "flowReceiveBitRate, ", "retransmitOctets, ");
  }

  @Test
  void secondCondition_isRejected() {
    final CommandLineRun run =
        CommandLineRun.of(TRACE, "--having", "sendCount > 1", "--having", "sendCount > 2");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--having", "only once");
  }

  @Test
  void help_listsFilters() {
    assertThat(CommandLineRun.of("--help").out())
        .contains(
            "--count", "--local", "--remote", "--port", "--process", "--from", "--to", "--having");
  }

  private static NetworkEvent event(
      final EventType type, final long octets, final long time, final long endtime) {
    final NetworkEvent event = NetworkEvents.of(type);
    event.octets = octets;
    event.time = time;
    event.startime = 0;
    event.endtime = endtime;
    return event;
  }

  /** Row of sends with ticks of 10 ms between them, and a receive: every statistic has a value. */
  private static WindowedFlow row(final Grouping grouping) {
    final FlowAccumulator counted =
        Accumulators.of(
            ALL,
            event(EventType.TCP_SEND_IPV4, 1, 134_000_000_000_000_000L, 0),
            event(EventType.TCP_RECEIVE_IPV4, 1, 134_000_000_000_000_000L, NetworkEvent.NO_TICKS),
            event(EventType.TCP_SEND_IPV4, 2, 134_000_000_020_000_000L, 200));
    return new WindowedFlow(
        grouping.key(null, NetworkEvents.send(0, 0), null), 0, 1, counted, true);
  }

  @Test
  void statisticNames_areNumericColumns() {
    final Grouping flow = Grouping.parse("flow");
    final List<String> keys = Arrays.stream(KeyColumn.values()).map(KeyColumn::columnName).toList();
    assertThat(Statistic.numbers().stream().map(Statistic::toString))
        .containsExactlyElementsOf(
            FlowColumns.of(flow, ALL, false).stream()
                .filter(column -> column.value().apply(row(flow)) instanceof Number)
                .map(Column::name)
                .filter(name -> !keys.contains(name))
                .toList());
  }
}
