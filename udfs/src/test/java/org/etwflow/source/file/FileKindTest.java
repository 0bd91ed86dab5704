package org.etwflow.source.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindTest {

  @TempDir Path folder;

  @Test
  void tarArchive_isRefusedWithTheToolThatUnpacksIt() throws IOException {
    final Path tar = Files.write(folder.resolve("traces.etl"), tar());

    assertThatThrownBy(() -> readLogHeader(tar))
        .hasMessage("a tar archive, which is not supported: unpack it with 'tar -xf'");
  }

  @Test
  void tarArchiveInGzipFile_isRefusedWithTheToolThatUnpacksIt() throws IOException {
    final Path packed = folder.resolve("traces.tgz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(tar());
    }

    assertThatThrownBy(() -> readLogHeader(packed))
        .hasMessage(
            "a tar archive in a packed file, which is not supported: unpack it with 'tar -xf'");
  }

  @Test
  void bytesThatAreCutBeforeTheSignature_areOfNoKnownKind() throws IOException {
    assertThat(FileKind.of(tar(), 261)).isEqualTo(FileKind.PLAIN);
    assertThat(FileKind.of(tar(), 262)).isEqualTo(FileKind.TAR);
  }

  @ParameterizedTest
  @CsvSource({"x.etl.tar", "x.etl.tar.gz", "X.ETL.TGZ"})
  void nameOfPackedTrace_isThatOfATrace(final String name) {
    assertThat(TraceName.of(name)).isEqualTo(TraceName.TRACE);
  }

  @ParameterizedTest
  @CsvSource({"x.tar", "x.tar.gz", "x.tgz"})
  void nameOfArchive_isThatOfAPackedFile(final String name) {
    assertThat(TraceName.of(name)).isEqualTo(TraceName.PACKED);
  }

  private static void readLogHeader(final Path file) throws IOException {
    TraceInput.DEFAULT.readLogHeader(
        TraceLocation.of(new org.apache.flink.core.fs.Path(file.toUri())), 0);
  }

  private static byte[] tar() throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      final byte[] content = "a trace".getBytes(US_ASCII);
      final TarArchiveEntry entry = new TarArchiveEntry("kernel.etl");
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
