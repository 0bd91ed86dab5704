package org.etwflow.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.Trace;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.testing.BufferSeen;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Traces in compressed files. */
class ContainerTest {

  private static final int BUFFER_SIZE = 4_096;
  private static final WrittenTrace TRACE =
      TraceGenerator.inMemory("--sends=2000", "--buffer-size=4K");

  @TempDir private Path folder;

  private static byte[] gzip(final byte[] content) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private EtlSplit split(final String name, final byte[] container) throws IOException {
    return split(name, container, TRACE.bytes());
  }

  private EtlSplit split(final String name, final byte[] container, final byte[] unpacked)
      throws IOException {
    final Path file = Files.write(folder.resolve(name), container);
    final Trace trace =
        new Trace(file.toString(), null, container.length, TraceFiles.trace(unpacked).header());
    return EtlSplit.ofRange(trace, 0, BufferReader.TO_END_OF_STREAM);
  }

  private static List<BufferSeen> read(final EtlSplit split) throws Exception {
    try (DrivenReader reader = DrivenReader.startedWith(split)) {
      return reader.readAll();
    }
  }

  private static void assertWholeTrace(final List<BufferSeen> seen) {
    assertThat(seen).isEqualTo(BufferSeen.of(TRACE));
  }

  private static void assertEndsWithProblem(final List<BufferSeen> seen, final String problem) {
    final BufferSeen last = seen.get(seen.size() - 1);
    assertThat(last.condition()).isEqualTo(BufferCondition.UNREADABLE);
    assertThat(last.problem()).contains("offset " + last.offset()).contains(problem);
  }

  @Test
  void gzip_isRead() throws Exception {
    assertWholeTrace(read(split("trace.etl.gz", gzip(TRACE.bytes()))));
  }

  @Test
  void gzip_afterRestore_isReadOn() throws Exception {
    final EtlSplit state;
    try (DrivenReader reader =
        DrivenReader.startedWith(split("trace.etl.gz", gzip(TRACE.bytes())))) {
      reader.readUpTo(20);
      state = reader.reader().snapshotState(1).get(0);
    }

    final List<BufferSeen> expected = BufferSeen.of(TRACE);
    assertThat(read(state)).isEqualTo(expected.subList(20, expected.size()));
  }

  @Test
  void gzip_ofSeveralMembers_isReadCompletely() throws Exception {
    final byte[] bytes = TRACE.bytes();
    final int cut = bytes.length / 3;
    final ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(gzip(Arrays.copyOf(bytes, cut)));
    members.write(gzip(Arrays.copyOfRange(bytes, cut, bytes.length)));

    assertWholeTrace(read(split("trace.etl.gz", members.toByteArray())));
  }

  @Test
  void gzip_isRecognizedByContent() throws Exception {
    assertWholeTrace(read(split("trace.etl", gzip(TRACE.bytes()))));
  }

  @Test
  void bzip2_isRead() throws Exception {
    final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new BZip2CompressorOutputStream(packed)) {
      out.write(TRACE.bytes());
    }

    assertWholeTrace(read(split("trace.etl.bz2", packed.toByteArray())));
  }

  @Test
  void xz_isRead() throws Exception {
    final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(packed, new LZMA2Options())) {
      out.write(TRACE.bytes());
    }

    assertWholeTrace(read(split("trace.etl.xz", packed.toByteArray())));
  }

  @Test
  void truncatedGzip_isReadUpToItsEnd() throws Exception {
    final byte[] gzip = gzip(TRACE.bytes());

    final List<BufferSeen> seen = read(split("trace.etl.gz", Arrays.copyOf(gzip, gzip.length / 2)));

    assertThat(seen).hasSizeGreaterThan(10);
    assertThat(seen.subList(0, seen.size() - 1))
        .isEqualTo(BufferSeen.of(TRACE).subList(0, seen.size() - 1));
    assertEndsWithProblem(seen, "the compressed data ends too early");
  }

  @Test
  void damagedGzip_isReportedWithOffset() throws Exception {
    final byte[] gzip = gzip(TRACE.bytes());
    Arrays.fill(gzip, gzip.length / 2, gzip.length / 2 + 64, (byte) 0xFF);

    final List<BufferSeen> seen = read(split("trace.etl.gz", gzip));

    assertThat(seen).hasSizeGreaterThan(2);
    assertThat(seen.get(seen.size() - 1).offset()).isEqualTo((seen.size() - 1L) * BUFFER_SIZE);
    assertEndsWithProblem(seen, "");
  }

  @Test
  void compressedBuffersInGzip_areLimitedBySizeOfGzip() throws Exception {
    final byte[] buffer = bufferOf16Megabytes();
    final ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(TraceBytes.packed(16 << 20));
    for (int i = 0; i < 40; i++) {
      bomb.write(buffer);
    }

    final List<BufferSeen> seen =
        read(split("bomb.etl.gz", gzip(bomb.toByteArray()), bomb.toByteArray()));

    assertThat(seen).hasSize(1 + 16 + 1);
    assertEndsWithProblem(seen, "--max-expansion");
  }

  /**
   * Creates a buffer within the expansion limit of a buffer: a few percent literals, and one match.
   */
  private static byte[] bufferOf16Megabytes() {
    final int literals = 32 * 1_024;
    final Bytes stream = Bytes.bytes();
    for (int i = 0; i < literals; i += 32) {
      stream.u32(0).fillTo(stream.size() + 32, 1);
    }
    final int length = (16 << 20) - 72 - literals;
    stream.u32(0xFFFF_FFFFL).u16(7).u8(15).u8(255).u16(0).u32(length - 3);
    return Bytes.bytes()
        .u32(72 + stream.size())
        .fillTo(48, 0)
        .u32(16 << 20)
        .u16(0x40)
        .fillTo(72, 0)
        .all(stream.toArray())
        .toArray();
  }
}
