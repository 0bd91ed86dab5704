package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.TrafficRows;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs over recorded traces, compared with the table of netwalk, and over generated ones of every
 * header and version, compared with the ledger of their writer, which equals that table as well.
 */
@Timeout(600)
class NetwalkRunIT {

  private static final String RUNS =
      """
      batch, 1
      batch, 2
      batch, 7
      streaming, 1
      streaming, 2
      streaming, 7
      """;

  /** Options of the generated traces that netwalk reads, by name. */
  private static final Map<String, String> GENERATED =
      Map.ofEntries(
          Map.entry("system", "--header=SYSTEM --cpus=8 --idle-cpus=3"),
          Map.entry("system-32", "--header=SYSTEM --pointer-size=4 --payload-version=1"),
          Map.entry("compact", "--header=COMPACT --payload-version=1 --idle-cpus=1"),
          Map.entry("compact-32", "--header=COMPACT --pointer-size=4 --frequency=2994853"),
          Map.entry("perfinfo", "--header=PERFINFO --build=SERVER_2019 --buffer-size=8K"),
          Map.entry("perfinfo-32", "--header=PERFINFO --pointer-size=4 --payload-version=1"),
          Map.entry("classic", "--header=CLASSIC --build=WINDOWS_7 --idle-cpus=2"),
          Map.entry("classic-32", "--header=CLASSIC --pointer-size=4 --payload-version=1"),
          Map.entry("manifest", "--header=MANIFEST --extended-items=3 --send-share=0.95"),
          Map.entry("manifest-32", "--header=MANIFEST --pointer-size=4 --idle-cpus=1"),
          Map.entry("packed", "--compressed --build=WINDOWS_8 --cpus=8 --idle-cpus=2"),
          Map.entry("packed-32", "--compressed --header=CLASSIC --pointer-size=4"),
          Map.entry("packed-manifest", "--compressed --header=MANIFEST --buffer-size=8K"));

  /** Options of the generated traces that are compared with the ledger alone. */
  private static final Map<String, String> UNKNOWN_TO_NETWALK =
      Map.of(
          "classic-event", "--header=CLASSIC_EVENT --idle-cpus=1",
          "classic-event-1", "--header=CLASSIC_EVENT --payload-version=1 --pointer-size=4",
          "system-time", "--clock=SYSTEM_TIME --idle-cpus=1",
          "cpu-cycles", "--clock=CPU_CYCLES --compressed");

  /** Options of the generated traces of payloads that are older than IPv6. */
  private static final Map<String, String> VERSION_0 =
      Map.of(
          "system-0", "--header=SYSTEM",
          "compact-0", "--header=COMPACT --pointer-size=4",
          "perfinfo-0", "--header=PERFINFO --idle-cpus=1 --compressed",
          "classic-0", "--header=CLASSIC --pointer-size=4");

  private static final long SECONDS_TO_1970 = 11_644_473_600L;
  private static final long UNITS_PER_SECOND = 10_000_000;

  @TempDir private static Path generated;

  /** Rows of the generated traces by name, computed by the writer. */
  private static final Map<String, List<String>> WRITTEN = new HashMap<>();

  @TempDir private Path folder;
  @TempDir private Path output;

  @BeforeAll
  static void generate() throws IOException {
    for (final var trace : GENERATED.entrySet()) {
      generate(trace.getKey(), TrafficTraces.inMemory(options(trace.getValue())));
    }
    for (final var trace : UNKNOWN_TO_NETWALK.entrySet()) {
      generate(trace.getKey(), TrafficTraces.inMemory(options(trace.getValue())));
    }
    for (final var trace : VERSION_0.entrySet()) {
      generate(
          trace.getKey(),
          TraceGenerator.inMemory(
              options(
                  trace.getValue()
                      + " --payload-version=0 --udp=0.3 --receives=0.5 --connections")));
    }
  }

  private static String[] options(final String options) {
    return ("--sends=4000 " + options).split(" ");
  }

  private static void generate(final String name, final WrittenTrace trace) throws IOException {
    Files.write(generated.resolve(name + ".etl"), trace.bytes());
    final TrafficRows rows = new TrafficRows();
    trace.events().forEach(rows::add);
    WRITTEN.put(name, rows.toTable().lines().toList());
  }

  @Test
  void tableOfTheWriter_equalsThatOfNetwalk() throws Exception {
    final Netwalk netwalk = Netwalk.in(folder);

    for (final String name : GENERATED.keySet()) {
      assertThat(netwalk.table(generated.resolve(name + ".etl")))
          .as(name)
          .isEqualTo(WRITTEN.get(name));
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void rowsOfGeneratedTraces_equalThoseOfTheWriter(final String mode, final int parallelism) {
    assertRows(generated, mode, parallelism, WRITTEN);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void rowsOfRecordedTraces_equalThoseOfNetwalk(final String mode, final int parallelism)
      throws Exception {
    final Netwalk netwalk = Netwalk.in(output);
    final Map<String, List<String>> expected = new HashMap<>();
    for (final String name : List.of("KernelNetwork", "merged-compressed")) {
      final Path trace = RealTraces.named(name + ".etl");
      Files.copy(trace, folder.resolve(name + ".etl"));
      expected.put(name, netwalk.table(trace));
    }

    assertRows(folder, mode, parallelism, expected);
  }

  /** Runs over all traces of a folder, each of a host of its own. */
  private void assertRows(
      final Path traces,
      final String mode,
      final int parallelism,
      final Map<String, List<String>> expected) {
    final CommandLineRun run =
        CommandLineRun.of(
            traces,
            "--host",
            "file",
            "--statistics",
            parallelism == 2 ? "all" : "connections",
            "--mode",
            mode,
            "--parallelism",
            parallelism,
            "--output",
            output);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    final Map<String, List<String>> rows =
        CsvRows.of(output.resolve("flows.csv")).stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.get("host"),
                    Collectors.mapping(NetwalkRunIT::line, Collectors.toList())));
    assertThat(rows).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (name, lines) ->
            assertThat(sorted(rows.get(name)))
                .as(name)
                .hasSizeGreaterThan(10)
                .isEqualTo(sorted(lines)));
  }

  private static List<String> sorted(final List<String> lines) {
    final List<String> sorted = new ArrayList<>(lines);
    sorted.sort(null);
    return sorted;
  }

  /** A row with the columns of netwalk. */
  private static String line(final Map<String, String> row) {
    return Stream.of(
            List.of(Long.toString(Instant.parse(row.get("windowStart")).getEpochSecond())),
            cells(row, "protocol", "processId", "localAddress", "localPort"),
            cells(row, "remoteAddress", "remotePort"),
            cells(row, "sendCount", "sendOctets", "receiveCount", "receiveOctets"),
            List.of(fileTime(row.get("flowStart")), fileTime(row.get("flowEnd"))),
            cells(row, "connectCount", "acceptCount", "disconnectCount"),
            cells(row, "reconnectCount", "retransmitCount", "retransmitOctets"))
        .flatMap(List::stream)
        .collect(Collectors.joining("\t"));
  }

  private static List<String> cells(final Map<String, String> row, final String... columns) {
    return Stream.of(columns).map(row::get).toList();
  }

  private static String fileTime(final String text) {
    final Instant time = Instant.parse(text);
    return Long.toString(
        (time.getEpochSecond() + SECONDS_TO_1970) * UNITS_PER_SECOND + time.getNano() / 100);
  }
}
