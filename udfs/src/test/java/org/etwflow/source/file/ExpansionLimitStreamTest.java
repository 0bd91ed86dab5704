package org.etwflow.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpansionLimitStreamTest {

  private static final int PACKED_BYTES = 3 << 20;
  private static final int MAX_EXPANSION = 100;
  private static final long LIMIT = (long) MAX_EXPANSION * PACKED_BYTES;

  @TempDir private Path folder;

  private FSDataInputStream packed;
  private ExpansionLimitStream stream;

  @BeforeEach
  void open() throws IOException {
    final Path file = Files.write(folder.resolve("packed"), new byte[PACKED_BYTES]);
    packed =
        LocalFileSystem.getSharedInstance()
            .open(new org.apache.flink.core.fs.Path(file.toString()));
    packed.seek(PACKED_BYTES);
    stream =
        new ExpansionLimitStream(
            new Zeros(), packed, 0, MAX_EXPANSION, ExpansionLimitStream.FREE_BYTES);
  }

  @Test
  void bytesUpToTheLimit_areRead() throws IOException {
    stream.skipNBytes(LIMIT);

    assertThat(stream.read(new byte[1])).isEqualTo(1);
  }

  @Test
  void bytesBeyondTheLimit_areRefusedWithTheRatioAndTheOption() throws IOException {
    stream.skipNBytes(LIMIT);

    assertThatIOException()
        .isThrownBy(() -> stream.readNBytes(2 * MAX_EXPANSION))
        .withMessageContaining("more than 100 times")
        .withMessageContaining("--max-expansion");
  }

  @Test
  void bytesBeforeAnEntryOfAnArchive_doNotCount() throws IOException {
    final ExpansionLimitStream entry =
        new ExpansionLimitStream(
            new Zeros(), packed, PACKED_BYTES - 1, MAX_EXPANSION, ExpansionLimitStream.FREE_BYTES);

    assertThatIOException()
        .isThrownBy(() -> entry.skipNBytes(ExpansionLimitStream.FREE_BYTES + 2 * MAX_EXPANSION))
        .withMessageStartingWith("1 bytes of the file");
  }

  @Test
  void bytesThatBuffersDecompressTo_countAsWell() throws IOException {
    stream.skipNBytes(LIMIT / 2);
    stream.setDecompressedBytes(LIMIT / 2);

    assertThatIOException()
        .isThrownBy(() -> stream.setDecompressedBytes(LIMIT / 2 + 2 * MAX_EXPANSION));
  }

  @Test
  void freeBytes_areReadWhateverTheyArePackedIn() throws IOException {
    final FSDataInputStream empty =
        LocalFileSystem.getSharedInstance()
            .open(
                new org.apache.flink.core.fs.Path(
                    Files.createFile(folder.resolve("empty")).toString()));

    new ExpansionLimitStream(new Zeros(), empty, 0, 1, ExpansionLimitStream.FREE_BYTES)
        .skipNBytes(ExpansionLimitStream.FREE_BYTES);
  }

  private static final class Zeros extends InputStream {

    @Override
    public int read() {
      return 0;
    }

    @Override
    public long skip(final long count) {
      return count;
    }
  }
}
