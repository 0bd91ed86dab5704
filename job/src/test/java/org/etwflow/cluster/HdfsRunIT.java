package org.etwflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.etwflow.cli.CommandLineRun;
import org.etwflow.cli.EtwflowProcess;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run from and to HDFS, whose NameNode is restarted while the run reads. */
@Tag("cluster")
@Timeout(300)
class HdfsRunIT {

  @TempDir private Path folder;

  @Test
  void nameNodeThatIsRestarted_leavesAllRows() throws Exception {
    final Path traces = Files.createDirectory(folder.resolve("traces"));
    for (int i = 0; i < 6; i++) {
      TraceGenerator.toFile(traces.resolve(i + ".etl"), "--size=30M", "--seed=" + i);
    }
    final Path expected = folder.resolve("expected");
    final Path written = folder.resolve("written");
    assertThat(CommandLineRun.of(traces, "--host", "file", "--output", expected).exitCode())
        .isZero();

    try (HdfsServer hdfs = HdfsServer.start(Files.createDirectory(folder.resolve("hdfs")))) {
      hdfs.put(traces, "/traces");
      try (EtwflowProcess run =
          EtwflowProcess.start(
              List.of(),
              hdfs.environment(),
              folder,
              hdfs.uri() + "/traces",
              "--host",
              "file",
              "--output",
              hdfs.uri() + "/rows")) {
        run.awaitReading();
        hdfs.restartNameNode(2_000);

        assertThat(run.exitCode()).as(run.err()).isZero();
      }
      hdfs.get("/rows", written);
    }

    assertThat(rows(written.resolve("flows"))).isEqualTo(rows(expected.resolve("flows.csv")));
  }

  /** Rows of a file, or of all files of a folder, sorted; each file has its own header. */
  private static List<String> rows(final Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(file -> file.toString().endsWith(".csv"))
          .flatMap(file -> lines(file).stream().skip(1))
          .sorted()
          .toList();
    }
  }

  private static List<String> lines(final Path file) {
    try {
      return Files.readAllLines(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
