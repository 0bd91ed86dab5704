package org.etwflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.etwflow.cli.CommandLineRun;
import org.etwflow.cli.EtwflowProcess;
import org.etwflow.cli.SampleTraces;
import org.etwflow.testing.GrowingTrace;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local runs that follow files. */
@Timeout(180)
class FollowRunIT {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"desktop", "compressed"})
  void closedTrace_isPrintedRowByRow(final String name) {
    final CommandLineRun run = CommandLineRun.of(SampleTraces.trace(name), "--follow");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().sorted().toList()).isEqualTo(SampleTraces.expectedRows(name));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void outputFolderWithColon_hasCompleteRowsOnly() throws IOException {
    final Path rows = folder.resolve("a:b %41");
    final Path left = Files.createDirectories(rows.resolve("flows"));
    Files.writeString(left.resolve(".part-x-0.inprogress.y"), "half of a failed attempt");

    final CommandLineRun run =
        CommandLineRun.of(SampleTraces.trace("desktop"), "--follow", "--output", rows);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("Rows: " + rows + "/flows");
    assertThat(rows.resolve("flows"))
        .isNotEmptyDirectory()
        .isDirectoryNotContaining("glob:**/.part-*");
  }

  /** Flink deserializes Java objects from a checkpoint, which must therefore belong to the user. */
  @Test
  void stateOfAnotherUser_isRejected() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files away");
    final Path state = Files.createDirectory(folder.resolve(".etwflow"));
    Files.setOwner(
        state,
        state.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    final CommandLineRun run =
        CommandLineRun.of(SampleTraces.trace("desktop"), "--follow", "--output", folder);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(state + "' belongs to another user");
  }

  @Test
  void lossesOfTrace_areReported() {
    final CommandLineRun run =
        CommandLineRun.of(
            SampleTraces.trace("damaged"), "--follow", "--idle-timeout", "1s", "--format", "jsonl");

    assertThat(run.out().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    assertThat(run.err())
        .contains("warning: ", "damaged.etl: damaged buffer header: 1")
        .contains("lost while recording: 40 events, 3 buffers");
  }

  @Test
  void run_withoutReadableTrace_fails() throws Exception {
    final Path text = Files.writeString(folder.resolve("text.etl"), "no trace. ".repeat(100));
    final CommandLineRun run = CommandLineRun.of(text, "--follow", "--idle-timeout", "1s");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("text.etl: not an event trace", "no trace could be read");
  }

  /** Starts a run in a process of its own, which can be killed. */
  private EtwflowProcess start(final Path trace, final Path output) throws IOException {
    return EtwflowProcess.start(
        folder, trace, "--follow", "--output", output, "--max-disorder", "10s");
  }

  private static List<Path> parts(final Path output) throws IOException {
    final Path flows = output.resolve("flows");
    if (!Files.exists(flows)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(flows)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
  }

  private static List<String> rows(final Path output) throws IOException {
    final List<String> rows = new ArrayList<>();
    for (final Path part : parts(output)) {
      Files.readAllLines(part).stream().skip(1).forEach(rows::add);
    }
    return rows;
  }

  @Test
  void killedRun_continuesAfterRestart() throws Exception {
    final WrittenTrace written =
        TrafficTraces.inMemory("--sends=3000", "--cpus=2", "--buffer-size=8K");
    final Path trace = folder.resolve("live.etl");
    final Path output = folder.resolve("rows");
    try (GrowingTrace growing = GrowingTrace.begin(trace, written)) {
      growing.writeNext(written.buffers().size() / 2);
      try (EtwflowProcess killed = start(trace, output)) {
        killed.await("rows in the output", () -> !rows(output).isEmpty());
      }

      growing.endSession();
      try (EtwflowProcess next = start(trace, output)) {
        assertThat(next.exitCode()).as(next.err()).isZero();
      }
    }

    assertThat(rows(output))
        .containsExactlyInAnyOrderElementsOf(
            TrafficTraces.rows(written.events()).stream().skip(1).toList());
    assertIsOther(trace, output);
    assertIsOther(trace, output, "--max-disorder", "10s", "--format", "parquet");
    assertIsOther(trace, output, "--max-disorder", "10s", "--events");
    assertIsOther(trace, output, "--max-disorder", "10s", "--count", "tcp");
  }

  private static void assertIsOther(final Path trace, final Path output, final String... more) {
    final List<Object> arguments = new ArrayList<>(List.of(trace, "--follow", "--output", output));
    arguments.addAll(Arrays.asList(more));
    final CommandLineRun other = CommandLineRun.of(arguments.toArray());
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("holds rows of a run with other options");
  }
}
