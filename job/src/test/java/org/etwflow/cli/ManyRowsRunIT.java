package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with more results than fit into the queue between the tasks and the report. */
@Timeout(300)
class ManyRowsRunIT {

  private static final int TRACES = 150;

  @TempDir private Path folder;

  private void writeTraces() throws IOException {
    for (int i = 0; i < TRACES; i++) {
      final byte[] trace = TraceGenerator.inMemory("--sends=20", "--seed=" + i).bytes();
      Files.write(folder.resolve(i + ".etl"), trace);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void manyTraces_areAllReported(final String mode) throws IOException {
    writeTraces();
    final CommandLineRun run = CommandLineRun.of(folder, "--mode", mode, "--host", "file");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("3,000 sends ", " in 150 traces.");
  }

  @Test
  void manyFlows_areAllInTable() throws IOException {
    final WrittenTrace written =
        TraceGenerator.inMemory("--sends=200000", "--flows=80000", "--zipf=0");
    final Path trace = Files.write(folder.resolve("desk.etl"), written.bytes());
    final long flows = written.sends().stream().map(sent -> sent.send().flow()).distinct().count();

    final CommandLineRun run = CommandLineRun.of(trace, "--top", "1000000", "--window", "whole");

    assertThat(run.out().lines().skip(1).takeWhile(line -> !line.isEmpty()).count())
        .isEqualTo(flows)
        .isGreaterThan(65_000);
  }
}
