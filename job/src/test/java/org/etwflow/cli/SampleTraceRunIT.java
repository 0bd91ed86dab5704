package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.event.EventColumns;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.sink.RowFormat;
import org.etwflow.sink.StoredRows;
import org.etwflow.testing.ExpectedEvents;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs over the sample traces, compared with the expected rows of their generator. */
class SampleTraceRunIT {

  @TempDir private Path output;

  @ParameterizedTest
  @ValueSource(strings = {"desktop", "server", "manifest", "compressed", "damaged"})
  void rows_matchExpectedRows(final String name) {
    final CommandLineRun run = CommandLineRun.of(SampleTraces.trace(name), "--output", output);
    assertThat(run.exitCode()).isZero();
    assertThat(rows("flows.csv")).isEqualTo(SampleTraces.expectedRows(name));
  }

  @ParameterizedTest
  @CsvSource({"batch,1", "batch,4", "streaming,1", "streaming,2", "streaming,4"})
  void rows_inAnyModeAndParallelism_areTheSame(final String mode, final int parallelism)
      throws Exception {
    final Path reference = output.resolve("reference");
    final Path other = output.resolve("other");
    CommandLineRun.of(SampleTraces.FOLDER, "--output", reference, "--parallelism", 2);
    CommandLineRun.of(
        SampleTraces.FOLDER, "--output", other, "--parallelism", parallelism, "--mode", mode);
    for (final String file : List.of("flows.csv", "traces.csv")) {
      assertThat(SampleTraces.sortedLines(other.resolve(file)))
          .hasSizeGreaterThan(5)
          .isEqualTo(SampleTraces.sortedLines(reference.resolve(file)));
    }
  }

  static Stream<Arguments> selections() {
    return Stream.of(
        Arguments.of("SendIPV4", Set.of(TrafficType.TCP_SEND_IPV4)),
        Arguments.of("udp, !ipv6", Set.of(TrafficType.UDP_SEND_IPV4, TrafficType.UDP_RECEIVE_IPV4)),
        Arguments.of(
            "tcp,ipv6,receive,TcpIp_ConnectIPV4",
            Set.of(TrafficType.TCP_RECEIVE_IPV6, TrafficType.TCP_CONNECT_IPV4)),
        Arguments.of(
            "!connection,!tcpip_recvipv4,!Udp",
            Set.of(
                TrafficType.TCP_SEND_IPV4,
                TrafficType.TCP_SEND_IPV6,
                TrafficType.TCP_RECEIVE_IPV6)));
  }

  @ParameterizedTest
  @MethodSource("selections")
  void rows_areOfTheEventsToCount(final String list, final Set<TrafficType> types)
      throws Exception {
    final WrittenTrace trace = TrafficTraces.inMemory("--sends=3000", "--idle-cpus=1");
    final Path file = Files.write(output.resolve("trace.etl"), trace.bytes());

    final CommandLineRun run = CommandLineRun.of(file, "--count", list, "--output", output);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(rows("flows.csv"))
        .containsExactlyInAnyOrderElementsOf(
            TrafficTraces.rows(
                trace.events().stream()
                    .filter(event -> types.contains(event.event().type()))
                    .toList()));
  }

  @Test
  void outputFolder_hasRowsAndLockFile() throws Exception {
    CommandLineRun.of(SampleTraces.trace("desktop"), "--output", output);
    try (Stream<Path> files = Files.list(output)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".etwflow.lock", "flows.csv", "traces.csv", "late.csv");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFormat_hasSameRowsInOneFile(final RowFormat format) {
    final CommandLineRun run =
        CommandLineRun.of(SampleTraces.trace("manifest"), "--output", output, "--format", format);

    final Path file = output.resolve("flows." + format);
    assertThat(run.out()).contains(file.toString());
    assertThat(StoredRows.lines(file, format, FlowColumns.of(Grouping.parse("flow"), false)))
        .containsExactlyInAnyOrderElementsOf(withoutHeader(SampleTraces.expectedRows("manifest")));
  }

  private static List<String> withoutHeader(final List<String> lines) {
    return lines.stream().filter(line -> !line.startsWith("windowStart")).toList();
  }

  @ParameterizedTest
  @CsvSource({"CSV, 1", "CSV, 2", "JSONL, 1", "JSONL, 2", "PARQUET, 1", "PARQUET, 2"})
  void events_areWrittenIfSelected(final RowFormat format, final int payloadVersion)
      throws Exception {
    final WrittenTrace trace =
        TrafficTraces.inMemory(
            "--sends=3000", "--header=CLASSIC", "--payload-version=" + payloadVersion);
    final Path file = Files.write(output.resolve("old.etl"), trace.bytes());

    final CommandLineRun run =
        CommandLineRun.of(file, "--output", output, "--format", format, "--events");

    final Path events = output.resolve("events." + format);
    assertThat(run.out()).contains(events.toString());
    assertThat(StoredRows.lines(events, format, EventColumns.ofDetailed(false)))
        .containsExactlyInAnyOrderElementsOf(ExpectedEvents.rows(file, trace));
  }

  @Test
  void closedTrace_hasNoLateEvents() {
    CommandLineRun.of(SampleTraces.FOLDER, "--output", output, "--mode", "streaming");
    assertThat(rows("late.csv"))
        .containsExactly(
            "path,time,protocol,kind,direction,processId,localAddress,localPort,remoteAddress,"
                + "remotePort,octets,startime,endtime,cpu");
  }

  @ParameterizedTest
  @CsvSource({
    "--window 10s --slide 5s, 2026-03-02T08:59:55, 2026-03-02T09:00:05",
    "--window 10s --cumulate 2s, 2026-03-02T09:00:00, 2026-03-02T09:00:02",
    "--slide 2s, 2026-03-02T08:59:52, 2026-03-02T09:00:02",
    "--session 3s, 2026-03-02T09:00:00, 2026-03-02T09:00:33",
  })
  void windows_areAsSelected(final String options, final String start, final String end) {
    assertThat(totals(options).get(0)).startsWith(start).contains("Z," + end);
  }

  @Test
  void wholeRun_hasNoBoundsAndNoWindowRate() {
    assertThat(totals("--window whole"))
        .singleElement()
        .asString()
        .matches(",," + server() + "(,[^,]+){3},,(,[^,]+){2},true");
  }

  @Test
  void statistics_areAsSelected() throws Exception {
    final long flows =
        SampleTraces.expectedRows("server").stream()
            .filter(row -> row.startsWith("2026-"))
            .map(row -> row.split(",", -1))
            .map(columns -> String.join(",", List.of(columns).subList(2, 8)))
            .distinct()
            .count();

    assertThat(totals("--window whole --statistics core,distinct,ticks"))
        .singleElement()
        .asString()
        .matches(",," + server() + ",.*,10,[0-9]+,[0-9]+," + flows + ",true");
  }

  /** Counts and bytes of the server's trace. */
  private static String server() {
    return Stream.of("sendCount", "receiveCount", "sendOctets", "receiveOctets", "octets")
        .map(column -> Long.toString(SampleTraces.sum("server", column)))
        .collect(Collectors.joining(","));
  }

  /** Rows over all events of the server's trace, without the header. */
  private List<String> totals(final String options) {
    final List<Object> arguments = new ArrayList<>(List.of(options.split(" ", -1)));
    Collections.addAll(
        arguments, SampleTraces.trace("server"), "--group-by", "total", "--output", output);
    final CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            String.format(
                Locale.ROOT,
                "%,d sends with 7.16 MB, %,d receives with 3.97 MB, ",
                SampleTraces.sum("server", "sendCount"),
                SampleTraces.sum("server", "receiveCount")));
    return rows("flows.csv").stream().filter(row -> !row.startsWith("windowStart")).toList();
  }

  @Test
  void table_showsLargestFlowsFirst() {
    final CommandLineRun run =
        CommandLineRun.of(SampleTraces.FOLDER, "--group-by", "processId", "--top", "3");
    final List<String> lines = run.out().lines().toList();
    assertThat(lines.get(0))
        .startsWith("processId")
        .contains("sendCount", "receiveCount", "sendOctets", "receiveOctets");
    assertThat(lines.get(4)).startsWith("    other ");
    assertThat(lines.get(5)).isEmpty();
    final List<Long> octets =
        lines.subList(1, 4).stream()
            .map(line -> line.strip().split(" +", -1))
            .map(cells -> number(cells[3]) + number(cells[4]))
            .toList();
    assertThat(octets).isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  private static long number(final String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  @Test
  void hosts_areNamedByFolderFileOrOption() {
    assertThat(hosts("--host", "file"))
        .containsExactlyInAnyOrder("desktop", "server", "manifest", "compressed", "damaged");
    assertThat(hosts("--host", "folder")).containsExactly("traces");
    assertThat(hosts("--host", "DC-01")).containsExactly("DC-01");
  }

  private List<String> hosts(final String... options) {
    CommandLineRun.of(
        SampleTraces.FOLDER,
        "--group-by",
        "host",
        "--window",
        "1h",
        "--output",
        output,
        "--overwrite",
        options[0],
        options[1]);
    return rows("flows.csv").stream()
        .filter(line -> line.startsWith("2026"))
        .map(line -> line.split(",", -1)[2])
        .distinct()
        .toList();
  }

  private List<String> rows(final String file) {
    return SampleTraces.sortedLines(output.resolve(file));
  }
}
