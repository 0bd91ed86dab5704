package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.etwflow.testing.GrowingTrace;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Temporary files during and after runs. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class TemporaryFilesIT {

  private static final int ENDED_BY_TERM = 128 + 15;

  @TempDir private Path folder;

  private Path live;

  @BeforeEach
  void beginTrace() throws IOException {
    live = folder.resolve("live.etl");
    GrowingTrace.begin(live, TraceGenerator.inMemory("--sends=1000")).close();
  }

  private List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(EtwflowProcess.temporaryFiles(folder))) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void run_afterItsEnd_leavesNothing(final String mode) throws Exception {
    try (EtwflowProcess run = EtwflowProcess.start(folder, SampleTraces.FOLDER, "--mode", mode)) {
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
    assertThat(temporaryFiles()).isEmpty();
  }

  @Test
  void run_thatFails_leavesNothing() throws Exception {
    try (EtwflowProcess run =
        EtwflowProcess.start(folder, SampleTraces.trace("damaged"), "--strict")) {
      assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    }
    assertThat(temporaryFiles()).isEmpty();
  }

  @Test
  void run_whileReading_hasOnePrivateFolder() throws Exception {
    try (EtwflowProcess run = EtwflowProcess.start(folder, live, "--follow")) {
      run.awaitReading();

      assertThat(temporaryFiles()).hasSize(1);
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(temporaryFiles().get(0))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void run_endedByTerm_leavesNothing() throws Exception {
    try (EtwflowProcess run = EtwflowProcess.start(folder, live, "--follow")) {
      run.awaitReading();
      run.terminate();

      assertThat(run.exitCode()).isEqualTo(ENDED_BY_TERM);
    }
    assertThat(temporaryFiles()).isEmpty();
  }

  @Test
  void killedRun_leavesFolderThatNextRunRemoves() throws Exception {
    final List<Path> left;
    try (EtwflowProcess killed = EtwflowProcess.start(folder, live, "--follow")) {
      killed.awaitReading();
      left = temporaryFiles();
    }
    assertThat(temporaryFiles()).isEqualTo(left).hasSize(1);

    try (EtwflowProcess running = EtwflowProcess.start(folder, live, "--follow")) {
      running.awaitReading();
      assertThat(temporaryFiles()).hasSize(1).doesNotContainAnyElementsOf(left);

      final List<Path> used = temporaryFiles();
      try (EtwflowProcess next = EtwflowProcess.start(folder, SampleTraces.trace("desktop"))) {
        assertThat(next.exitCode()).as(next.err()).isZero();
      }
      assertThat(temporaryFiles()).isEqualTo(used);
      assertThat(used.get(0)).isNotEmptyDirectory();
    }
  }
}
