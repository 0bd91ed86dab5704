package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with damaged files: rows of the intact files are written, and the others are reported. */
class DamagedTraceRunIT {

  @TempDir private Path folder;
  @TempDir private Path output;

  @BeforeEach
  void writeIntactTrace() throws Exception {
    Files.copy(SampleTraces.trace("desktop"), folder.resolve("good.etl"));
  }

  @Test
  void emptyFile_isReportedAndOthersAreCounted() throws Exception {
    Files.createFile(folder.resolve("empty.etl"));
    assertThatGoodRowsAreThereWithWarning("empty.etl: the file is empty");
  }

  @Test
  void textFile_isReportedWithOffset() throws Exception {
    Files.writeString(folder.resolve("notes.etl"), "not a trace. ".repeat(100));
    assertThatGoodRowsAreThereWithWarning(
        "notes.etl: not an event trace: no log header record at offset 72");
  }

  @Test
  void fileCutInLogHeader_isReportedWithOffset() throws Exception {
    Files.write(folder.resolve("stump.etl"), Arrays.copyOf(anotherTrace(), 200));
    assertThatGoodRowsAreThereWithWarning("stump.etl: the file ends at offset 200");
  }

  private void assertThatGoodRowsAreThereWithWarning(final String warning) {
    final CommandLineRun run = CommandLineRun.of(folder, "--output", output);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("warning: ").contains(warning);
    assertThat(run.out()).contains(" in 1 trace (1 more could not be read). Read ");
    assertThat(run.err()).doesNotContain("Exception");
    assertThat(goodRows()).isEqualTo(SampleTraces.expectedRows("desktop"));
    assertThat(SampleTraces.sortedLines(output.resolve("traces.csv"))).hasSize(3);
  }

  private List<String> goodRows() {
    return SampleTraces.sortedLines(output.resolve("flows.csv"));
  }

  @Test
  void traceCutBetweenBuffers_isReportedWithMissingBuffers() throws Exception {
    final int wholeBuffers = anotherTrace().length / 2 / 65_536;
    Files.write(folder.resolve("cut.etl"), Arrays.copyOf(anotherTrace(), wholeBuffers * 65_536));
    final CommandLineRun run = CommandLineRun.of(folder);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("cut.etl: the file ends at offset " + wholeBuffers * 65_536)
        .contains("with " + wholeBuffers + " of ");
  }

  @Test
  void strictRun_withDamage_failsWithFileAndOffset() throws Exception {
    Files.write(folder.resolve("cut.etl"), Arrays.copyOf(anotherTrace(), 100_000));
    final CommandLineRun run = CommandLineRun.of(folder, "--strict", "--output", output);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("cut.etl: the file ends inside the buffer at offset 65536");
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(output.toFile().list()).containsExactly(".etwflow.lock");
  }

  @Test
  void strictRun_countsDamagedTracesAndNamesTheFirst() throws Exception {
    for (int i = 1; i <= 6; i++) {
      Files.createFile(folder.resolve("empty" + i + ".etl"));
    }

    final CommandLineRun run = CommandLineRun.of(folder, "--strict");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(
            "etwflow: --strict: 6 of 7 traces damaged or incomplete, the first 5:\n  "
                + folder.resolve("empty1.etl")
                + ": the file is empty")
        .contains("empty5.etl")
        .doesNotContain("empty6.etl", "good.etl");
  }

  @Test
  void strictRun_withEventsLostWhileRecording_succeedsWithWarning() {
    final CommandLineRun run = CommandLineRun.of(SampleTraces.trace("damaged"));
    assertThat(run.err()).contains("lost while recording: 40 events, 3 buffers");
    assertThat(CommandLineRun.of(folder, "--strict").exitCode()).isZero();
  }

  @Test
  void run_withoutReadableTrace_fails() throws Exception {
    final Path text =
        Files.write(folder.resolve("notes.etl"), "not a trace".getBytes(StandardCharsets.UTF_8));
    final CommandLineRun run = CommandLineRun.of(text);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("notes.etl: not an event trace")
        .contains("no trace could be read");
  }

  private static byte[] anotherTrace() {
    return TraceGenerator.inMemory("--sends=1200", "--seed=99").bytes();
  }
}
