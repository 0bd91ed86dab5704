package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.TrafficType.Kind;
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

  /** Writes traces, and returns the number of their sends. */
  private long writeTraces() throws IOException {
    long sends = 0;
    for (int i = 0; i < TRACES; i++) {
      final WrittenTrace trace = TrafficTraces.inMemory("--sends=20", "--seed=" + i);
      Files.write(folder.resolve(i + ".etl"), trace.bytes());
      sends +=
          trace.events().stream().filter(event -> event.event().type().kind() == Kind.SEND).count();
    }
    return sends;
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void manyTraces_areAllReported(final String mode) throws IOException {
    final long sends = writeTraces();
    final CommandLineRun run = CommandLineRun.of(folder, "--mode", mode, "--host", "file");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(String.format(Locale.ROOT, "%,d sends ", sends), " in 150 traces.");
  }

  @Test
  void manyFlows_areAllInTable() throws IOException {
    final WrittenTrace written =
        TrafficTraces.inMemory("--sends=200000", "--flows=80000", "--zipf=0");
    final Path trace = Files.write(folder.resolve("desk.etl"), written.bytes());
    final long flows =
        TrafficTraces.counted(written).stream()
            .map(event -> List.of(event.event().type().protocol(), event.event().flow()))
            .distinct()
            .count();

    final CommandLineRun run = CommandLineRun.of(trace, "--top", "1000000", "--window", "whole");

    assertThat(run.out().lines().skip(1).takeWhile(line -> !line.isEmpty()).count())
        .isEqualTo(flows)
        .isGreaterThan(65_000);
  }
}
