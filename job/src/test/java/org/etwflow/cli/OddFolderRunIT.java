package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run over a folder with all kinds of files: traces are counted, and other files are reported. */
class OddFolderRunIT {

  @TempDir private Path folder;
  @TempDir private Path output;

  @BeforeEach
  void fillTheFolder() throws Exception {
    final byte[] desktop = Files.readAllBytes(SampleTraces.trace("desktop"));
    final byte[] server = Files.readAllBytes(SampleTraces.trace("server"));
    Files.write(folder.resolve("a:50% b\\.etl"), desktop);
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("z.zip")))) {
      zip.putNextEntry(new ZipEntry("sub/"));
      zip.putNextEntry(new ZipEntry("sub/server.etl.gz"));
      zip.write(gzip(server));
      zip.putNextEntry(new ZipEntry("log.txt"));
    }
    Files.createFile(folder.resolve("empty.etl.gz"));
    Files.write(folder.resolve("cut.etl"), Arrays.copyOf(gzip(desktop), 300));
    Files.write(
        folder.resolve("x.etl.cab"), "MSCF\0\0\0\0 and more".getBytes(StandardCharsets.US_ASCII));
    Files.createSymbolicLink(folder.resolve("gone.etl"), Path.of("nowhere"));
    Files.createSymbolicLink(folder.resolve("circle"), Path.of("."));
    Files.writeString(folder.resolve("notes.txt"), "not a trace");
    Files.writeString(folder.resolve("x.etl.001"), "not a trace");
  }

  private static byte[] gzip(final byte[] content) throws Exception {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void intactTraces_areCountedAndOtherFilesReported() {
    final CommandLineRun run = CommandLineRun.of(folder, "--host", "file", "--output", output);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("cut.etl: the compressed data ends too early")
        .contains("empty.etl.gz: the file is empty")
        .contains("gone.etl: broken link")
        .contains(
            "x.etl.cab: a cabinet archive, which is not supported: unpack it with 'expand -F:*'")
        .contains("skipped: not named .etl")
        .contains("notes.txt")
        .contains(
            "skipped: no trace inside, or an unsupported packed format (1): "
                + folder.resolve("x.etl.001"))
        .contains("skipped: further names of files or folders that are already read (1): ")
        .doesNotContain("Exception");
    assertThat(rowsOf("a:50% b\\")).isEqualTo(expectedRows("desktop"));
    assertThat(rowsOf("z")).isEqualTo(expectedRows("server"));
  }

  /** Expected rows without the host column. */
  private List<String> rowsOf(final String host) {
    final String column = "Z," + host + ",";
    return SampleTraces.sortedLines(output.resolve("flows.csv")).stream()
        .filter(row -> row.contains(column))
        .map(row -> row.replace(column, "Z,"))
        .sorted()
        .toList();
  }

  private static List<String> expectedRows(final String trace) {
    return SampleTraces.expectedRows(trace).stream()
        .filter(row -> !row.startsWith("windowStart"))
        .toList();
  }

  @Test
  void strictRun_withEmptyPackedFile_fails() {
    final CommandLineRun run = CommandLineRun.of(folder.resolve("empty.etl.gz"), "--strict");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("empty.etl.gz: the file is empty");
  }
}
