package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.TrafficRows;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with more flows in one window than the heap holds. */
@Timeout(600)
class StateOnDiskIT {

  private static final List<String> SMALL_HEAP =
      List.of(
          "-Xmx96m",
          "-XX:MaxDirectMemorySize=256m",
          "-XX:+UseParallelGC",
          "-XX:TieredStopAtLevel=1");

  /** Columns before those of other groups than the core. */
  private static final int CORE_COLUMNS = 20;

  @TempDir private static Path shared;

  private static Path trace;
  private static List<String> expected;

  @TempDir private Path folder;

  private String printed;

  /**
   * 310,000 flows in one window. With the groups that are selected below, a flow takes more than
   * 200 bytes even when it is serialized, and there are about two events of each.
   */
  @BeforeAll
  static void writeTrace() {
    trace = shared.resolve("many-flows.etl");
    final TrafficRows rows = new TrafficRows();
    TraceGenerator.toFileReporting(
        trace,
        0,
        rows::add,
        "--flows=400000",
        "--sends=600000",
        "--zipf=0",
        "--send-share=1",
        "--seconds=9");
    expected = coreColumns(rows.toCsv().lines());
  }

  private static List<String> coreColumns(final Stream<String> lines) {
    return lines
        .map(line -> String.join(",", List.of(line.split(",", -1)).subList(0, CORE_COLUMNS)))
        .sorted()
        .toList();
  }

  private int run(final Path input, final String... options) throws Exception {
    final Object[] arguments =
        Stream.concat(
                Stream.of(
                    input,
                    "--output",
                    folder.resolve("rows"),
                    "--parallelism",
                    1,
                    "--statistics",
                    "sizes,connections,ticks"),
                Stream.of((Object[]) options))
            .toArray();
    try (EtwflowProcess run = EtwflowProcess.start(SMALL_HEAP, folder, arguments)) {
      final int exitCode = run.exitCode();
      printed = run.err();
      return exitCode;
    }
  }

  private List<String> rows() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("rows").resolve("flows.csv"))) {
      return coreColumns(lines);
    }
  }

  @Test
  void stateOnHeap_runsOutOfMemory_andTheMessageNamesTheOption() throws Exception {
    assertThat(run(trace, "--state", "heap")).isEqualTo(1);

    // Which thread fails first is not defined, and more than one may.
    assertThat(printed).contains("etwflow: out of memory").contains("--state disk");
    assertThat(folder.resolve("rows").resolve("flows.csv")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"streaming", "batch"})
  void stateOnDisk_givesAllRows_andLeavesNoFiles(final String mode) throws Exception {
    assertThat(run(trace, "--state", "disk", "--mode", mode)).as(printed).isZero();

    assertThat(rows().equals(expected)).as("rows equal those of the trace writer").isTrue();
    assertThat(EtwflowProcess.temporaryFiles(folder)).isEmptyDirectory();
  }

  @Test
  void failedRun_withStateOnDisk_leavesNoFiles() throws Exception {
    assertThat(run(SampleTraces.trace("damaged"), "--state", "disk", "--strict")).isEqualTo(1);

    assertThat(printed).startsWith("etwflow: --strict:");
    assertThat(EtwflowProcess.temporaryFiles(folder)).isEmptyDirectory();
  }
}
