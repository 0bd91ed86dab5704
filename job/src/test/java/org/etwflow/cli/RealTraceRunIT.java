package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.etwflow.testing.PublishedSend;
import org.etwflow.testing.RealTraces;
import org.etwflow.traces.TrafficRows;
import org.etwflow.traces.TrafficType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs over recorded traces, compared with sends decoded by an independent program, and with
 * published numbers of events.
 */
class RealTraceRunIT {

  @TempDir private Path output;

  @ParameterizedTest
  @CsvSource({
    "KernelNetwork,batch,2",
    "KernelNetwork,streaming,4",
    "merged-compressed,batch,1",
    "merged-compressed,streaming,2"
  })
  void rows_matchPublishedSends(final String name, final String mode, final int parallelism)
      throws Exception {
    final CommandLineRun run =
        CommandLineRun.of(
            RealTraces.named(name + ".etl"),
            "--mode",
            mode,
            "--parallelism",
            parallelism,
            "--count",
            "SendIPV4",
            "--output",
            output);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(SampleTraces.sortedLines(output.resolve("flows.csv")))
        .containsExactlyInAnyOrderElementsOf(publishedRows(name));
  }

  private static List<String> publishedRows(final String name) throws Exception {
    final TrafficRows rows = new TrafficRows();
    for (final PublishedSend send : PublishedSend.of(name)) {
      rows.add(TrafficType.TCP_SEND_IPV4, send.flow().traffic(), send.time(), send.size());
    }
    return rows.toCsv().lines().toList();
  }

  @Test
  void table_showsProcessWithMostBytes() {
    final CommandLineRun run =
        CommandLineRun.of(RealTraces.named("KernelNetwork.etl"), "--count", "SendIPV4");
    assertThat(run.out().lines().toList().get(1))
        .contains("tcp", "2716", "10.121.106.118", "157.56.244.38", " 443 ", " 573 ", " 59,937 ");
    assertThat(run.out())
        .contains("575 sends with 60.02 kB, 0 receives with 0 B, 3 flows in 1 trace");
    assertThat(run.out()).contains("Read 8,924 records");
  }

  @ParameterizedTest
  @CsvSource({
    "ShutdownPerfDiagLogger.etl,17078,0",
    "WindowsUpdate-events-lost.etl,82,41",
    "process_data_32_v2.etl,9,0",
    "process_data_64_v3.etl,9,0"
  })
  void traceWithoutNetworkEvents_isReadAndLossesAreReported(
      final String file, final int records, final int eventsLost) {
    final CommandLineRun run = CommandLineRun.of(RealTraces.named(file));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("0 sends ")
        .contains(String.format(Locale.ROOT, "Read %,d records", records))
        .contains("No TCP or UDP events of processes are in the traces.");
    assertThat(run.err())
        .isEqualTo(
            eventsLost == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    "warning: %s: lost while recording: %d events, 0 buffers%n",
                    RealTraces.named(file),
                    eventsLost));
  }

  /** Numbers of events of each type, as counted by independent programs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          KernelNetwork | TcpIp_SendIPV4=575, TcpIp_RecvIPV4=7968, TcpIp_SendIPV6=26, \
          TcpIp_RecvIPV6=134, TcpIp_DisconnectIPV6=2, UdpIp_SendIPV4=8, UdpIp_RecvIPV4=149, \
          UdpIp_RecvIPV6=61
          merged-compressed | TcpIp_SendIPV4=2, TcpIp_RecvIPV4=1, TcpIp_DisconnectIPV4=1, \
          TcpIp_AcceptIPV4=1, TcpIp_SendIPV6=232, TcpIp_RecvIPV6=241, UdpIp_SendIPV4=16, \
          UdpIp_RecvIPV4=14, UdpIp_SendIPV6=12, UdpIp_RecvIPV6=6
          """)
  void traceQuality_hasPublishedNumbersOfEvents(final String name, final String published) {
    CommandLineRun.of(RealTraces.named(name + ".etl"), "--output", output);

    final Map<String, String> row = CsvRows.of(output.resolve("traces.csv")).get(0);
    final Map<String, String> numbers = new TreeMap<>();
    row.forEach(
        (column, value) -> {
          if (column.startsWith("TcpIp_") || column.startsWith("UdpIp_")) {
            numbers.put(column, value);
          }
        });
    numbers.values().removeIf("0"::equals);
    assertThat(numbers)
        .containsExactlyInAnyOrderEntriesOf(
            Arrays.stream(published.split(", "))
                .collect(
                    Collectors.toMap(
                        entry -> entry.split("=", -1)[0], entry -> entry.split("=", -1)[1])));
    assertThat(Long.parseLong(row.get("networkEvents")))
        .isEqualTo(numbers.values().stream().mapToLong(Long::parseLong).sum());
  }

  @Test
  void rows_addUpToPublishedBytes() {
    CommandLineRun.of(
        RealTraces.named("KernelNetwork.etl"), "--count", "SendIPV4", "--output", output);
    assertThat(sum(CsvRows.of(output.resolve("flows.csv")), "sendOctets")).isEqualTo(60_019);

    CommandLineRun.of(RealTraces.named("merged-compressed.etl"), "--output", output, "--overwrite");
    assertThat(
            sum(
                CsvRows.of(output.resolve("flows.csv")).stream()
                    .filter(row -> row.get("protocol").equals("tcp"))
                    .toList(),
                "sendOctets"))
        .isEqualTo(9_869_283);
  }

  private static long sum(final List<Map<String, String>> rows, final String column) {
    return rows.stream().mapToLong(row -> Long.parseLong(row.get(column))).sum();
  }
}
