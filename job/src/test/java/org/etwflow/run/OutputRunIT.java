package org.etwflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.etwflow.cli.CommandLineRun;
import org.etwflow.cli.SampleTraces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output folders before and after runs. */
@Timeout(180)
class OutputRunIT {

  private static final Path TRACE = SampleTraces.trace("desktop");

  @TempDir private Path folder;

  private Path rows;

  @BeforeEach
  void nameFolder() {
    rows = folder.resolve("rows");
  }

  private void assertRefused(final CommandLineRun run, final String message) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("etwflow: ").contains(message);
  }

  private static List<String> names(final Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void uriOfALocalFolder_isThatFolder() throws IOException {
    assertThat(CommandLineRun.of(TRACE, "--output", rows.toUri()).exitCode()).isZero();

    assertThat(names(rows)).containsExactly(".etwflow.lock", "flows.csv", "late.csv", "traces.csv");
  }

  /** Flink's file sinks interpret a backslash as a slash. */
  @Test
  void folderWithBackslashInPath_isRejected() {
    assertRefused(CommandLineRun.of(TRACE, "--output", folder.resolve("a\\b")), "has a backslash");
    assertRefused(
        CommandLineRun.of(TRACE, "--follow", "--output", folder.resolve("a\\b/c")),
        "has a backslash");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void folderOfAnyOtherName_holdsTheRows() throws IOException {
    final Path odd = folder.resolve("a:b %41 é");

    assertThat(CommandLineRun.of(TRACE, "--output", odd).exitCode()).isZero();

    assertThat(SampleTraces.sortedLines(odd.resolve("flows.csv")))
        .isEqualTo(SampleTraces.expectedRows("desktop"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flows.csv", "traces.csv", "late.csv"})
  void existingFile_isReplacedOnlyIfAsked(final String name) throws IOException {
    Files.createDirectory(rows);
    final Path file = Files.writeString(rows.resolve(name), "old");

    assertRefused(
        CommandLineRun.of(TRACE, "--output", rows),
        "'" + file + "' exists already: name another folder, or add --overwrite");
    assertThat(file).hasContent("old");

    assertThat(CommandLineRun.of(TRACE, "--output", rows, "--overwrite").exitCode()).isZero();
    assertThat(Files.readString(file)).isNotEqualTo("old");
  }

  @Test
  void unrelatedFile_isKept() throws IOException {
    Files.createDirectory(rows);
    final Path other = Files.writeString(rows.resolve("flows.jsonl"), "old");

    assertThat(CommandLineRun.of(TRACE, "--output", rows).exitCode()).isZero();
    assertThat(other).hasContent("old");
  }

  @Test
  void overwrite_removesOtherKindsAndFormatsOfAnEarlierRun() throws IOException {
    Files.createDirectory(rows);
    for (final String name :
        List.of("events.csv", "flows.jsonl", "late.parquet", "notes.csv", "flows.csv.bak")) {
      Files.writeString(rows.resolve(name), "old");
    }
    Files.createDirectory(rows.resolve("events.jsonl"));

    assertThat(CommandLineRun.of(TRACE, "--output", rows, "--overwrite").exitCode()).isZero();

    assertThat(names(rows))
        .containsExactlyInAnyOrder(
            ".etwflow.lock",
            "events.jsonl",
            "flows.csv",
            "flows.csv.bak",
            "late.csv",
            "notes.csv",
            "traces.csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--follow"})
  void fileInPlaceOfFolder_isRejected(final String option) throws IOException {
    Files.writeString(rows, "a file");

    assertRefused(run(option), "'" + rows + "' is a file: name a folder");
  }

  private CommandLineRun run(final String option) {
    return option.isEmpty()
        ? CommandLineRun.of(TRACE, "--output", rows)
        : CommandLineRun.of(TRACE, "--output", rows, option);
  }

  @Test
  void folderInPlaceOfFile_isRejectedEvenWithOverwrite() throws IOException {
    Files.createDirectories(rows.resolve("late.csv"));

    assertRefused(
        CommandLineRun.of(TRACE, "--output", rows, "--overwrite"),
        "is a folder, but a file of rows needs this name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--follow"})
  void secondRunIntoSameFolder_isRejected(final String option) throws Exception {
    Files.createDirectory(rows);
    try (FolderLock lock = FolderLock.of(rows)) {
      assertRefused(run(option), "another run is writing into '" + rows);
    }
    assertThat(names(rows)).containsExactly(".etwflow.lock");
    assertThat(run(option).exitCode()).isZero();
  }

  @Test
  void linksInPlaceOfFiles_areReplacedNotFollowed() throws IOException {
    Files.createDirectory(rows);
    final Path precious = Files.writeString(folder.resolve("precious"), "precious");
    Files.createSymbolicLink(rows.resolve("flows.csv"), precious);
    Files.createSymbolicLink(rows.resolve("flows.csv.unfinished"), precious);

    assertRefused(CommandLineRun.of(TRACE, "--output", rows), "flows.csv' exists");
    assertThat(CommandLineRun.of(TRACE, "--output", rows, "--overwrite").exitCode()).isZero();
    assertThat(precious).hasContent("precious");
    assertThat(Files.isSymbolicLink(rows.resolve("flows.csv"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {".etwflow.lock", ".etwflow", "flows"})
  void linkInPlaceOfFolderOfFollowingRun_isRejected(final String name) throws IOException {
    Files.createDirectory(rows);
    final Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(rows.resolve(name), elsewhere);

    assertRefused(run("--follow"), "--output: ");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void leftoversOfKilledRun_areRemovedByNextRun() throws IOException {
    final Path precious = Files.createDirectories(folder.resolve("precious/below"));
    final Path leftover = Files.createDirectories(rows.resolve(".etwflow-123/flows"));
    Files.writeString(leftover.resolve("part"), "half");
    Files.createSymbolicLink(leftover.resolve("link"), precious.getParent());

    assertThat(CommandLineRun.of(TRACE, "--output", rows).exitCode()).isZero();
    assertThat(names(rows)).containsExactly(".etwflow.lock", "flows.csv", "late.csv", "traces.csv");
    assertThat(precious).exists();
  }

  /** With some sizes the run ends while it writes parts, with others while it joins them. */
  @ParameterizedTest
  @ValueSource(strings = {"64k", "1000k", "2500k"})
  void fullDisk_keepsOldFilesOnly(final String size) throws Exception {
    Files.createDirectory(rows);
    assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", rows.toString()));
    try {
      Files.writeString(rows.resolve("flows.csv"), "old");
      final CommandLineRun run =
          CommandLineRun.of(SampleTraces.FOLDER, "--events", "--output", rows, "--overwrite");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("the run failed: ", "No space left on device");
      assertThat(rows.resolve("flows.csv")).hasContent("old");
      assertThat(names(rows)).containsExactly(".etwflow.lock", "flows.csv");
    } finally {
      // Waits, since a failed task may still be closing its file.
      succeeds("umount", "-l", rows.toString());
    }
  }

  private static boolean succeeds(final String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (final IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "+", "-", "@"})
  void formulas_areEscapedIfAsked(final String start) throws IOException {
    final Path trace = Files.copy(TRACE, folder.resolve("trace.etl"));
    final String host = start + "1+1";

    final Object[] arguments = {
      trace, "--output", rows, "--overwrite", "--group-by=host", "--host=" + host
    };
    assertThat(CommandLineRun.of(arguments).exitCode()).isZero();
    assertThat(Files.readString(rows.resolve("flows.csv"))).contains("," + host + ",");

    final CommandLineRun escaped =
        CommandLineRun.of(
            Stream.concat(Stream.of(arguments), Stream.of("--escape-formulas")).toArray());
    assertThat(escaped.exitCode()).isZero();
    assertThat(Files.readString(rows.resolve("flows.csv"))).contains(",'" + host + ",");
  }
}
