package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs over a file system that refuses requests, for a while or for good. */
class StorageErrorRunIT {

  @TempDir private Path folder;
  @TempDir private Path output;

  @BeforeEach
  void writeTraces() throws IOException {
    Files.copy(SampleTraces.trace("desktop"), folder.resolve("good.etl"));
    Files.copy(SampleTraces.trace("server"), folder.resolve("refused.etl"));
  }

  @AfterEach
  void refuseNothing() {
    FlakyFileSystem.refuseNothing();
  }

  private CommandLineRun run(final String mode, final String... options) {
    final String input = FlakyFileSystem.SCHEME + "://" + folder;
    final List<Object> arguments =
        new ArrayList<>(List.of(input, "--output", output, "--mode", mode));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments.toArray());
  }

  private List<String> rows() {
    return SampleTraces.sortedLines(output.resolve("flows.csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void requestsThatAreRefusedForAWhile_areRepeatedAndRowsAreComplete(final String mode)
      throws IOException {
    Files.write(
        folder.resolve("refused.etl"),
        TraceGenerator.inMemory("--size=12M", "--send-share=0.1").bytes());
    final CommandLineRun intact = CommandLineRun.of(folder, "--output", output.resolve("intact"));
    FlakyFileSystem.refuse("refused", 8);

    final CommandLineRun run = run(mode, "--storage-retry", "30s");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(FlakyFileSystem.refusalsLeft()).isZero();
    assertThat(intact.exitCode()).isZero();
    assertThat(rows())
        .isEqualTo(SampleTraces.sortedLines(output.resolve("intact").resolve("flows.csv")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void errorThatLasts_failsTheRunAndNamesTheFile(final String mode) {
    FlakyFileSystem.refuse("refused", Integer.MAX_VALUE);

    final CommandLineRun run = run(mode, "--storage-retry", "150ms");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("refused.etl")
        .contains("403 Forbidden")
        .contains("--on-storage-error skip")
        .doesNotContain("\tat ");
    assertThat(output.resolve("flows.csv")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void skippedFile_isToldAndTheOthersAreCounted(final String mode) throws IOException {
    FlakyFileSystem.refuse("refused", Integer.MAX_VALUE);

    final CommandLineRun run = run(mode, "--storage-retry", "150ms", "--on-storage-error", "skip");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("refused.etl: ")
        .contains("403 Forbidden")
        .contains("etwflow: files were skipped because of errors of their file system");
    // Events of the skipped file may be missing in every row, since its times are not known.
    assertThat(rows())
        .isEqualTo(
            SampleTraces.expectedRows("desktop").stream()
                .map(row -> row.replace(",true", ",false"))
                .toList());
    assertThat(CsvRows.of(output.resolve("traces.csv")))
        .extracting(trace -> trace.get("storageErrors"))
        .containsExactlyInAnyOrder("0", "1");
  }

  @Test
  void skippedFile_failsAStrictRun() {
    FlakyFileSystem.refuse("refused", Integer.MAX_VALUE);

    final CommandLineRun run =
        run("streaming", "--storage-retry", "150ms", "--on-storage-error", "skip", "--strict");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("refused.etl");
  }
}
