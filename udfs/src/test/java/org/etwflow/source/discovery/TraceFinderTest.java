package org.etwflow.source.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.etwflow.source.config.StorageErrors;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.StorageRequests;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.testing.FlakyFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that an input stands for. */
class TraceFinderTest {

  @TempDir private Path folder;

  @AfterEach
  void refuseNothing() {
    FlakyFileSystem.refuseNothing();
  }

  private void write(final String... names) throws IOException {
    for (final String name : names) {
      final Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private String in(final String name) {
    return folder + "/" + name;
  }

  /** Names of the files below the folder, in the order found. */
  private List<String> find(final String... inputs) throws IOException {
    return new TraceFinder(List.of(inputs), StorageRequests.DEFAULT)
        .find().files().stream()
            .map(file -> folder.relativize(Path.of(file.name())).toString())
            .toList();
  }

  private static String relative(final String path) {
    return Path.of("").toAbsolutePath().relativize(Path.of(path)).toString();
  }

  @Test
  void file_withAnyName_isFound() throws IOException {
    write("trace.bin", ".hidden", "_underscored.etl");

    assertThat(find(in("trace.bin"), in(".hidden"), in("_underscored.etl")))
        .containsExactly(".hidden", "_underscored.etl", "trace.bin");
  }

  @Test
  void file_isFoundWithItsSize() throws IOException {
    write("trace.etl");

    assertThat(new TraceFinder(List.of(in("trace.etl")), StorageRequests.DEFAULT).find().files())
        .extracting(TraceFile::size)
        .containsExactly((long) "trace.etl".length());
  }

  @Test
  void folder_containsAllTracesBelowIt() throws IOException {
    write("a.etl", "b/c.ETL", "b/d/e.etl.gz", "f.Etl.Zip", "b/d/g.ETL.GZ");

    assertThat(find(folder.toString()))
        .containsExactly("a.etl", "b/c.ETL", "b/d/e.etl.gz", "b/d/g.ETL.GZ", "f.Etl.Zip");
  }

  @Test
  void folder_skipsHiddenAndOtherFiles() throws IOException {
    write("a.etl", ".b.etl", "_c.etl", ".d/e.etl", "f.etl.bak", "etl", "i.txt");

    assertThat(find(folder.toString())).containsExactly("_c.etl", "a.etl");
  }

  @Test
  void folder_includesPossibleArchivesAsNotExpected() throws IOException {
    write("a.etl", "b.etl.001", "c.zip", "d.gz");

    assertThat(new TraceFinder(List.of(folder.toString()), StorageRequests.DEFAULT).find().files())
        .extracting(TraceFile::name, TraceFile::isExpected)
        .containsExactly(
            tuple(in("a.etl"), true),
            tuple(in("b.etl.001"), false),
            tuple(in("c.zip"), false),
            tuple(in("d.gz"), false));
  }

  @Test
  void skippedFiles_areCountedAndSomeAreNamed() throws IOException {
    write("a.etl", ".h.etl", "1.txt", "2.txt", "3.txt", "4.txt", "x.zip");

    assertThat(
            new TraceFinder(List.of(folder.toString()), StorageRequests.DEFAULT)
                .find()
                .passedOver(file -> SplitPlanner.holdsTraces(file, TraceInput.DEFAULT))
                .lines())
        .containsExactly(
            "not named .etl, .etl.gz or .etl.zip; to read such a file, name it (4): "
                + "%s, %s, %s, …".formatted(in("1.txt"), in("2.txt"), in("3.txt")),
            "no trace inside, or an unsupported packed format (1): " + in("x.zip"),
            "hidden (1): " + in(".h.etl"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.etl        | _h.etl a.etl b.etl",
        "*            | _h.etl a.etl b.etl c.log x/a.etl x/y/a.etl z/a.etl",
        "?.log        | c.log",
        "**.etl       | _h.etl a.etl b.etl x/a.etl x/y/a.etl z/a.etl",
        "**/a.etl     | a.etl x/a.etl x/y/a.etl z/a.etl",
        "*/a.etl      | x/a.etl z/a.etl",
        "x/**         | x/a.etl x/y/a.etl",
        "{a,c}.*      | a.etl c.log",
        "{x,z}/a.etl  | x/a.etl z/a.etl",
        "{x,x/y}      | x/a.etl x/y/a.etl",
        "[ab].etl     | a.etl b.etl",
        "[!a].etl     | b.etl",
        "?/?/a.etl    | x/y/a.etl",
        ".*.etl       | .h.etl",
        "x            | x/a.etl x/y/a.etl",
        "[xz]         | x/a.etl x/y/a.etl z/a.etl",
        "\\a.*         | a.etl",
      })
  void glob_findsMatches(final String glob, final String expected) throws IOException {
    write("a.etl", "b.etl", "c.log", "x/a.etl", "x/y/a.etl", "z/a.etl", ".h.etl", "_h.etl");

    assertThat(find(in(glob))).containsExactly(expected.split(" ", -1));
  }

  @Test
  void existingName_isNotInterpretedAsGlob() throws IOException {
    write("[1].etl", "1.etl", "{2}/a.etl", "2/a.etl");

    assertThat(find(in("[1].etl"))).containsExactly("[1].etl");
    assertThat(find(in("{2}"))).containsExactly("{2}/a.etl");
  }

  @Test
  void relativeInput_isFoundByAbsolutePath() throws IOException {
    write("a.etl", "x/b.etl");

    assertThat(find(relative(in("a.etl")))).containsExactly("a.etl");
    assertThat(find(relative(folder.toString()))).containsExactly("a.etl", "x/b.etl");
    assertThat(find(relative(folder.toString()) + "/*/*.etl")).containsExactly("x/b.etl");
  }

  @Test
  void file_inSeveralInputs_isFoundOnce() throws IOException {
    write("a.etl", "x/b.etl");

    assertThat(
            find(
                in("x/b.etl"),
                folder.toString(),
                folder.resolve("x").toUri().toString(),
                in("**.etl"),
                in("x/../a.etl"),
                relative(in("a.etl")),
                relative(folder.toString())))
        .containsExactly("a.etl", "x/b.etl");
  }

  @Test
  void files_areSortedByPath() throws IOException {
    write("c.etl", "a.etl", "b.etl");

    assertThat(find(in("c.etl"), in("a.etl"), in("b.etl")))
        .containsExactly("a.etl", "b.etl", "c.etl");
  }

  @Test
  void namesWithSpacesAndNonAsciiLetters_areFound() throws IOException {
    write("my traces/büro 1%20.etl");

    assertThat(find(in("my traces"))).containsExactly("my traces/büro 1%20.etl");
    assertThat(find(in("my traces/b*"))).containsExactly("my traces/büro 1%20.etl");
    assertThat(find(in("my traces/büro 1%20.etl"))).containsExactly("my traces/büro 1%20.etl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent.etl", "absent/a.etl", "a.etl/b.etl"})
  void missingInput_isReported(final String name) throws IOException {
    write("a.etl");

    assertThatThrownBy(() -> find(in("a.etl"), in(name)))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("'%s' does not exist", in(name));
  }

  @Test
  void folderWithoutTraces_isReported() throws IOException {
    write("x/a.txt", "x/.b.etl");

    assertThatThrownBy(() -> find(in("x")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("'%s' holds no file named .etl, .etl.gz, .etl.zip", in("x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.log", "absent/*.etl", "x?/*", "[b-z].etl"})
  void globWithoutMatches_isReported(final String glob) throws IOException {
    write("a.etl", "x/a.etl");

    assertThatThrownBy(() -> find(in(glob)))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("'%s' matches no file", in(glob));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a,b.etl", "[a.etl", "x/{y"})
  void invalidGlob_isReported(final String glob) {
    assertThatThrownBy(() -> find(in(glob)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("'%s' is not a valid glob: ".formatted(in(glob)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "://"})
  void invalidPath_isReported(final String input) {
    assertThatThrownBy(() -> find(input))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("'%s' ".formatted(input));
  }

  @Test
  void unknownFileSystem_isReported() {
    assertThatThrownBy(() -> find("nowhere://host/a.etl"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.etl", "", "*.etl"})
  void fileSystemThatCannotConnectForAWhile_isAskedAgain(final String input) throws IOException {
    write("a.etl");
    // Flink keeps a file system for each host.
    final String place = "flaky://host" + input.length() + folder + "/" + input;
    FlakyFileSystem.refuseConnections(() -> new IllegalStateException("no connection"), 2);

    assertThat(new TraceFinder(List.of(place), StorageRequests.DEFAULT).find().files())
        .extracting(file -> file.path().getName())
        .containsExactly("a.etl");
  }

  @Test
  void fileSystemThatCannotBeConfigured_isReportedAtOnce() {
    FlakyFileSystem.refuseConnections(() -> new IllegalArgumentException("no region"), 2);

    assertThatThrownBy(() -> find("flaky://unconfigured/a.etl"))
        .isInstanceOf(StorageException.class)
        .hasMessage("flaky://unconfigured/a.etl cannot be accessed: no region");
  }

  @Test
  void fileSystemThatCannotConnect_isSkippedIfErrorsAre() throws IOException {
    final StorageErrors errors = new StorageErrors(Duration.ZERO, StorageErrors.Reaction.SKIP);
    FlakyFileSystem.refuseConnections(() -> new IOException("no route"), Integer.MAX_VALUE);

    assertThat(
            new TraceFinder(List.of("flaky://away/traces"), new StorageRequests(errors))
                .find()
                .files())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.name()).isEqualTo("flaky://away/traces");
              assertThat(file.problem()).isEqualTo("cannot be accessed: no route");
              assertThat(file.isStorageError()).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"flaky://bucket", "flaky://bucket/"})
  void rootOfAFileSystem_isAFolderWithoutARequest(final String root) throws IOException {
    final org.apache.flink.core.fs.Path bucket = new org.apache.flink.core.fs.Path(root);

    assertThat(
            new FlinkListing(
                    new LocalFileSystem() {
                      @Override
                      public FileStatus getFileStatus(final org.apache.flink.core.fs.Path path) {
                        throw new IllegalStateException("Key cannot be empty.");
                      }
                    },
                    StorageRequests.DEFAULT)
                .find(bucket))
        .satisfies(entry -> assertThat(entry.isFolder()).isTrue());
  }

  @Test
  void localFiles_areNamedWithoutScheme() throws IOException {
    write("a.etl");

    final Stream<String> names =
        new TraceFinder(List.of(folder.toUri().toString()), StorageRequests.DEFAULT)
            .find().files().stream().map(TraceFile::name);

    assertThat(names).containsExactly(in("a.etl"));
  }
}
