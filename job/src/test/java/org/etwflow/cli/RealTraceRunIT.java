package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.etwflow.testing.PublishedSend;
import org.etwflow.testing.RealTraces;
import org.etwflow.traces.FlowRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs over recorded traces, compared with sends decoded by an independent program. */
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
            "--output",
            output);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(SampleTraces.sortedLines(output.resolve("flows.csv")))
        .containsExactlyInAnyOrderElementsOf(publishedRows(name));
  }

  private static List<String> publishedRows(final String name) throws Exception {
    final FlowRows rows = new FlowRows();
    for (final PublishedSend send : PublishedSend.of(name)) {
      rows.add(send.flow(), send.time(), send.size());
    }
    return rows.toCsv().lines().toList();
  }

  @Test
  void table_showsProcessWithMostBytes() {
    final CommandLineRun run = CommandLineRun.of(RealTraces.named("KernelNetwork.etl"));
    assertThat(run.out().lines().toList().get(1))
        .contains("2716", "10.121.106.118", "157.56.244.38", " 443 ", " 573 ", " 59,937 ");
    assertThat(run.out()).contains("575 sends with 60.02 kB and 3 flows in 1 trace");
    assertThat(run.out()).contains("Read 8,924 records");
  }

  @ParameterizedTest
  @CsvSource({
    "ShutdownPerfDiagLogger.etl,17078,0",
    "WindowsUpdate-events-lost.etl,82,41",
    "process_data_32_v2.etl,9,0",
    "process_data_64_v3.etl,9,0"
  })
  void traceWithoutSends_isReadAndLossesAreReported(
      final String file, final int records, final int eventsLost) {
    final CommandLineRun run = CommandLineRun.of(RealTraces.named(file));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("0 sends ")
        .contains(String.format(Locale.ROOT, "Read %,d records", records))
        .contains("No TCP send over IPv4 is in them");
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
}
