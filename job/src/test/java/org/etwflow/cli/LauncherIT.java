package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher and its class archive, with a small application in place of etwflow. */
@Timeout(300)
class LauncherIT {

  private static final String WITH_ARCHIVE = "0: with an archive\n";
  private static final String OLD_GENERATION = "old-generation";
  private static final String WITHOUT_ARCHIVE = "0: without an archive\n";

  @TempDir private Path folder;

  /**
   * Application that prints whether its JVM uses a class archive of the launcher, or the size of
   * the old generation.
   */
  static final class Application {

    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

    private Application() {}

    public static void main(final String[] arguments) throws IOException {
      if (List.of(arguments).contains(OLD_GENERATION)) {
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().contains("Old Gen"))
            .forEach(pool -> System.out.println(pool.getUsage().getMax() >> 20));
        return;
      }
      try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
        final boolean isUsed = lines.anyMatch(line -> line.matches(".*/etwflow-[0-9]+\\.jsa"));
        System.out.println(isUsed ? "with an archive" : "without an archive");
      }
    }
  }

  @BeforeEach
  void install() throws IOException {
    assumeTrue(
        Files.exists(Application.MAPPED_FILES), "this system does not list the mapped files");
    Files.copy(
        Path.of("src/main/launcher/etwflow"),
        folder.resolve("etwflow"),
        StandardCopyOption.COPY_ATTRIBUTES);
    final Path jar = folder.resolve("etwflow.jar");
    writeJar(jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private static void writeJar(final Path jar) throws IOException {
    final String name = Application.class.getName();
    final String file = name.replace('.', '/') + ".class";
    final Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream classFile = Application.class.getResourceAsStream('/' + file)) {
      out.putNextEntry(new ZipEntry(file));
      classFile.transferTo(out);
    }
  }

  private Process start(final String... arguments) throws IOException {
    return builder(arguments).start();
  }

  private ProcessBuilder builder(final String... arguments) {
    final List<String> command = new ArrayList<>(List.of(folder.resolve("etwflow").toString()));
    command.addAll(List.of(arguments));
    final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
    return builder;
  }

  /** Exit code, standard output and standard error. */
  private static String result(final Process process) throws IOException, InterruptedException {
    final String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue() + ": " + printed;
  }

  private String run(final String... arguments) throws IOException, InterruptedException {
    return result(start(arguments));
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void firstRun_writesAnArchive_thatTheNextRunsUse() throws Exception {
    assertThat(run("x.etl")).isEqualTo(WITHOUT_ARCHIVE);
    assertThat(archives()).hasSize(1);
    final FileTime written = Files.getLastModifiedTime(archives().get(0));

    assertThat(run("x.etl")).isEqualTo(WITH_ARCHIVE);
    assertThat(run()).isEqualTo(WITH_ARCHIVE);
    assertThat(archives()).hasSize(1);
    assertThat(Files.getLastModifiedTime(archives().get(0))).isEqualTo(written);
  }

  @Test
  void jarNewerThanItsArchive_getsANewArchive() throws Exception {
    run("x.etl");
    writeJar(folder.resolve("etwflow.jar"));
    Files.setLastModifiedTime(archives().get(0), FileTime.from(Instant.EPOCH));

    assertThat(run("x.etl")).isEqualTo(WITHOUT_ARCHIVE);
    assertThat(run("x.etl")).isEqualTo(WITH_ARCHIVE);
  }

  @Test
  void movedFolder_getsAnArchiveOfItsOwn(@TempDir final Path other) throws Exception {
    run("x.etl");
    for (final Path file : List.of(folder.resolve("etwflow.jar"), archives().get(0))) {
      Files.copy(file, other.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.copy(folder.resolve("etwflow"), other.resolve("etwflow"));
    folder = other;

    assertThat(run("x.etl")).isEqualTo(WITHOUT_ARCHIVE);
    assertThat(run("x.etl")).isEqualTo(WITH_ARCHIVE);
    assertThat(archives()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--help", "-V", "--version", ""})
  void runThatLoadsFewClasses_writesNoArchive(final String argument) throws Exception {
    assertThat(argument.isEmpty() ? run() : run(argument)).isEqualTo(WITHOUT_ARCHIVE);
    assertThat(archives()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 10_000_000})
  void unreadableArchive_isNotUsed(final int size) throws Exception {
    run("x.etl");
    final Path archive = archives().get(0);
    Files.delete(archive);
    Files.write(archive, new byte[size]);

    assertThat(run("x.etl")).isEqualTo(WITHOUT_ARCHIVE);
  }

  @Test
  void givenSizeOfTheHeap_leavesRoomForTheOldGeneration() throws Exception {
    final ProcessBuilder builder = builder(OLD_GENERATION);
    builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx600m");

    final String printed = result(builder.start()).lines().reduce("", (first, last) -> last);

    assertThat(Integer.parseInt(printed)).isGreaterThan(300);
  }

  @Test
  void twoFirstRunsAtOnce_leaveAnArchive() throws Exception {
    final Process one = start("x.etl");
    final Process other = start("x.etl");

    assertThat(result(one)).isEqualTo(WITHOUT_ARCHIVE);
    assertThat(result(other)).isEqualTo(WITHOUT_ARCHIVE);
    assertThat(run("x.etl")).isEqualTo(WITH_ARCHIVE);
  }

  @Test
  void folderThatCannotBeWritten_getsNoArchive() throws Exception {
    assertThat(folder.toFile().setWritable(false)).isTrue();
    try {
      assumeFalse(Files.isWritable(folder), "this user may write everywhere");

      assertThat(run("x.etl")).isEqualTo(WITHOUT_ARCHIVE);
      assertThat(archives()).isEmpty();
    } finally {
      assertThat(folder.toFile().setWritable(true)).isTrue();
    }
  }
}
