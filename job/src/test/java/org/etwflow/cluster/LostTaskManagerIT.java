package org.etwflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.etwflow.cli.CommandLineRun;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs on a cluster with Flink's defaults that loses a TaskManager while its tasks read. */
@Tag("cluster")
@Timeout(600)
class LostTaskManagerIT {

  private static final String JAR = "target/etwflow-job.jar";

  @TempDir private Path folder;

  private Path traces;

  @BeforeEach
  void writeTraces() throws IOException {
    traces = Files.createDirectory(folder.resolve("traces"));
    for (int seed = 1; seed <= 4; seed++) {
      TraceGenerator.toFile(
          traces.resolve(seed + ".etl"), "--size=400M", "--flows=500", "--seed=" + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"streaming", "batch"})
  void killedTaskManager_rowsEqualThoseOfALocalRun(final String mode) throws Exception {
    final Path rows = folder.resolve("rows");
    final Path expected = folder.resolve("expected");
    final String[] options = {
      traces.toString(), "--host", "file", "--mode", mode, "--statistics", "sizes,gaps,ticks"
    };
    assertThat(run(expected, options).exitCode()).isZero();

    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2)) {
      final Process client =
          cluster.submit(
              Stream.concat(
                      Stream.of("-p", "2", JAR, "--output", rows.toUri().toString()),
                      Stream.of(options))
                  .toArray(String[]::new));
      cluster.kill(cluster.awaitRunningTasks().get(0));

      assertThat(StandaloneCluster.exitCode(client)).as(cluster.log("client")).isZero();
      assertThat(cluster.attempts()).isPositive();
    }

    for (final String kind : List.of("flows", "traces", "late")) {
      assertThat(parts(rows.resolve(kind))).as(kind).isEqualTo(lines(expected, kind));
    }
  }

  private static CommandLineRun run(final Path output, final String... options) {
    return CommandLineRun.of(
        Stream.concat(Stream.of(options), Stream.of("--output", output)).toArray());
  }

  private static List<String> lines(final Path folder, final String kind) throws IOException {
    return withoutHeader(Files.readAllLines(folder.resolve(kind + ".csv"))).sorted().toList();
  }

  /** Rows of all part files, sorted; each file has its own header. */
  private static List<String> parts(final Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .flatMap(file -> withoutHeader(linesOf(file)))
          .sorted()
          .toList();
    }
  }

  private static List<String> linesOf(final Path file) {
    try {
      return Files.readAllLines(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> withoutHeader(final List<String> lines) {
    return lines.stream().skip(1);
  }
}
