package org.etwflow.source.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.file.StorageRequests;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.EtlSplitSerializer;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local files and folders with unusual names, and special files in folders. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "such names cannot be there")
class OddNamesTest {

  private static final byte[] TRACE =
      TraceGenerator.inMemory("--sends=10", "--buffer-size=4K").bytes();

  @TempDir private Path folder;

  private Path write(final String name) throws IOException {
    final Path file;
    try {
      file = folder.resolve(name);
    } catch (final InvalidPathException e) {
      assumeThat(false).as("the JVM's encoding has '%s'", name).isTrue();
      throw e;
    }
    Files.createDirectories(file.getParent());
    return Files.write(file, TRACE);
  }

  /** Creates a file whose name cannot be decoded, given as part of a URI. */
  private Path writeEscaped(final String escapedName) {
    final Path file = Path.of(URI.create(folder.toUri() + escapedName));
    try {
      return Files.write(file, TRACE);
    } catch (final IOException e) {
      assumeThat(false).as("the file system has names like %s: %s", escapedName, e).isTrue();
      throw new AssertionError(e);
    }
  }

  private static List<String> names(final String input) throws IOException {
    return new TraceFinder(List.of(input), StorageRequests.DEFAULT)
        .find().files().stream().map(TraceFile::name).toList();
  }

  /** Opens a file as each split does, on any host. */
  private static void assertOpens(final String input) throws IOException {
    final SplitPlanner planner =
        new SplitPlanner(new HostNaming.Folder(), SplitSize.of(Long.MAX_VALUE), TraceInput.DEFAULT);
    final EtlSplitSerializer serializer = new EtlSplitSerializer();
    for (final TraceFile file :
        new TraceFinder(List.of(input), StorageRequests.DEFAULT).find().files()) {
      for (final EtlSplit planned : planner.plan(file)) {
        final EtlSplit split =
            serializer.deserialize(serializer.getVersion(), serializer.serialize(planned));
        assertThat(split.problem()).isNull();
        try (InputStream in = TraceInput.DEFAULT.open(split.location(), 0)) {
          assertThat(in.readAllBytes()).isEqualTo(TRACE);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:b.etl",
        "http://x.etl",
        "C:\\traces\\b.etl",
        "50%.etl",
        "a%20b.etl",
        "two\nlines.etl",
        " blanks .etl",
        "büro 日本.etl",
        "#1?x=y.etl",
        "[1]{2}*.etl",
        "a\u001b[2J.etl",
        "back\\slash/:/a.etl"
      })
  void fileWithAnyName_isFoundByFolderNameAndGlob(final String name) throws IOException {
    final Path file = write(name);

    assertThat(names(folder.toString())).containsExactly(file.toString());
    assertThat(names(file.toString())).containsExactly(file.toString());
    assertThat(names(folder + "/**.etl")).containsExactly(file.toString());
    assertOpens(folder.toString());
  }

  @Test
  void undecodableName_isFoundAndShownAsBytes() throws IOException {
    final Path file = writeEscaped("a%FFb%C3%BC.etl");

    assertThat(names(folder.toString())).containsExactly(folder + "/a\\xFFbü.etl");
    assertOpens(folder.toString());
    // The JVM passes such an argument.
    assertThat(names(file.toString())).containsExactly(folder + "/a\\xFFbü.etl");
  }

  @Test
  void escapedLookingName_isDistinctFromUndecodableName() throws IOException {
    writeEscaped("a%FF.etl");
    write("a\\xFF.etl");

    assertThat(names(folder.toString()))
        .containsExactlyInAnyOrder(folder + "/a\\xFF.etl", folder + "/a\\x5CxFF.etl");
  }

  @Test
  void ambiguousUndecodableName_isRejected() throws IOException {
    final Path file = writeEscaped("a%FF%5B1%5D.etl");
    assertThat(names(file.toString())).containsExactly(folder + "/a\\xFF[1].etl");

    writeEscaped("a%FE%5B1%5D.etl");
    assertThatThrownBy(() -> names(file.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("name their folder");
  }

  @Test
  void relativeName_withColon_isFound() throws IOException {
    final Path here = Path.of("").toAbsolutePath();
    final Path file = Files.createTempFile(here.resolve("target"), "a:b", ".etl");
    try {
      assertThat(names(here.relativize(file).toString())).containsExactly(file.toString());
      assertThat(names("file:" + file)).containsExactly(file.toString());
      assertThat(names("file://" + file)).containsExactly(file.toString());
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void hostName_mayHaveAnyCharacter() throws IOException {
    final String host = "desk\\7: 100%";
    write(host + "/a.etl");
    final TraceFile file =
        new TraceFinder(List.of(folder.toString()), StorageRequests.DEFAULT).find().files().get(0);

    assertThat(new HostNaming.Folder().hostOf(file.name())).isEqualTo(host);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void circularLinks_areFollowedOnce() throws IOException {
    write("x/a.etl");
    write("elsewhere/b.etl");
    Files.createDirectory(folder.resolve("in"));
    Files.createSymbolicLink(folder.resolve("in/x"), folder.resolve("x"));
    Files.createSymbolicLink(folder.resolve("in/0.etl"), folder.resolve("x/a.etl"));
    Files.createSymbolicLink(folder.resolve("in/self"), Path.of("."));
    Files.createSymbolicLink(folder.resolve("x/up"), Path.of(".."));
    Files.createSymbolicLink(folder.resolve("in/gone.etl"), Path.of("nowhere"));
    Files.createSymbolicLink(folder.resolve("in/circle.etl"), Path.of("circle.etl"));
    Files.createSymbolicLink(folder.resolve("in/gone"), Path.of("nowhere"));

    final FoundTraces found =
        new TraceFinder(List.of(folder.resolve("in").toString()), StorageRequests.DEFAULT).find();

    assertThat(found.files())
        .extracting(file -> folder.relativize(Path.of(file.name())) + ": " + file.problem())
        .containsExactly(
            "in/0.etl: null",
            "in/circle.etl: broken link",
            "in/gone.etl: broken link",
            "in/x/up/elsewhere/b.etl: null");
    assertThat(found.passedOver(file -> SplitPlanner.holdsTraces(file, TraceInput.DEFAULT)).lines())
        .anyMatch(line -> line.startsWith("broken links (1): "))
        .anyMatch(
            line -> line.startsWith("further names of files or folders that are already read ("));
  }

  @Test
  void linkedFile_isNamedByItsOwnPath() throws IOException {
    final Path file = write("z/a.etl");
    Files.createSymbolicLink(folder.resolve("b.etl"), file);
    Files.createSymbolicLink(folder.resolve("c"), file.getParent());

    assertThat(names(folder.toString())).containsExactly(file.toString());
    assertThat(names(folder + "/b.etl")).containsExactly(folder + "/b.etl");
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void pipe_isNotOpened() throws Exception {
    assumeThat(new ProcessBuilder("mkfifo", folder + "/p.etl", folder + "/q").start().waitFor())
        .as("mkfifo works")
        .isZero();
    write("a.etl");

    final FoundTraces found =
        new TraceFinder(List.of(folder.toString()), StorageRequests.DEFAULT).find();

    assertThat(found.files())
        .extracting(TraceFile::problem)
        .containsExactly(null, "a pipe, a socket or a device, which is not opened");
    assertThat(found.passedOver(file -> SplitPlanner.holdsTraces(file, TraceInput.DEFAULT)).lines())
        .contains("pipes, sockets and devices (1): " + folder + "/q");
    assertThat(
            new TraceFinder(List.of(folder + "/p.etl"), StorageRequests.DEFAULT)
                .find()
                .files()
                .get(0)
                .problem())
        .startsWith("a pipe");
  }

  @Test
  void unlistableFolder_isReportedAndOthersAreFound() throws IOException {
    write("a.etl");
    write("secret/b.etl");
    final Path secret = folder.resolve("secret");
    assertThat(secret.toFile().setReadable(false)).isTrue();
    try {
      assumeThat(Files.isReadable(secret)).as("permissions hold for this user").isFalse();

      assertThat(
              new TraceFinder(List.of(folder.toString()), StorageRequests.DEFAULT).find().files())
          .extracting(TraceFile::problem)
          .containsExactly(null, "the folder cannot be listed: permission denied");
    } finally {
      assertThat(secret.toFile().setReadable(true)).isTrue();
    }
  }
}
