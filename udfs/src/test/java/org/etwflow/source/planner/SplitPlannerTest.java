package org.etwflow.source.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.etwflow.etl.BufferReader;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits of traces. */
class SplitPlannerTest {

  private static final int BUFFER_SIZE = 4_096;

  @TempDir private Path folder;

  private static WrittenTrace fixed() {
    return TraceGenerator.inMemory("--sends=2000", "--buffer-size=4K");
  }

  private static WrittenTrace packed() {
    return TraceGenerator.inMemory("--sends=2000", "--buffer-size=4K", "--compressed");
  }

  private List<EtlSplit> plan(final byte[] bytes, final long splitSize) throws IOException {
    return plan("trace.etl", bytes, splitSize);
  }

  private List<EtlSplit> plan(final String name, final byte[] bytes, final long splitSize)
      throws IOException {
    final Path file = Files.write(folder.resolve(name), bytes);
    return new SplitPlanner(
            new HostNaming.Named("desk"), SplitSize.of(splitSize), TraceInput.DEFAULT)
        .plan(new TraceFile(new org.apache.flink.core.fs.Path(file.toUri()), Files.size(file), 0));
  }

  private static List<Long> bufferStarts(final WrittenTrace trace) {
    return LongStream.concat(
            LongStream.of(0), trace.buffers().stream().mapToLong(WrittenBuffer::fileOffset))
        .boxed()
        .toList();
  }

  private static void assertTiles(final List<EtlSplit> splits, final long octets) {
    long end = 0;
    for (final EtlSplit split : splits) {
      assertThat(split.offset()).isEqualTo(end);
      assertThat(split.end()).isGreaterThan(split.offset());
      end = split.end();
    }
    assertThat(end).isEqualTo(octets);
  }

  private static Stream<WrittenTrace> traces() {
    return Stream.of(fixed(), packed());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, BUFFER_SIZE - 1, BUFFER_SIZE, BUFFER_SIZE + 1, 50_000, 1 << 20})
  void splits_coverFileAndStartAtBuffers(final long splitSize) throws IOException {
    for (final WrittenTrace trace : traces().toList()) {
      final List<EtlSplit> splits = plan(trace.bytes(), splitSize);

      assertTiles(splits, trace.bytes().length);
      assertThat(bufferStarts(trace)).containsAll(splits.stream().map(EtlSplit::offset).toList());
    }
  }

  @Test
  void smallestSplits_areSingleBuffers() throws IOException {
    for (final WrittenTrace trace : traces().toList()) {
      assertThat(plan(trace.bytes(), 1))
          .extracting(EtlSplit::offset)
          .containsExactlyElementsOf(bufferStarts(trace));
    }
  }

  @Test
  void fixedFile_splitsHaveRequestedSize() throws IOException {
    final byte[] bytes = fixed().bytes();

    final List<EtlSplit> splits = plan(bytes, 10L * BUFFER_SIZE - 1);

    assertThat(splits.subList(0, splits.size() - 1))
        .isNotEmpty()
        .allMatch(split -> split.end() - split.offset() == 10L * BUFFER_SIZE);
  }

  @Test
  void packedFile_splitsExceedRequestedSizeByLessThanABuffer() throws IOException {
    final List<EtlSplit> splits = plan(packed().bytes(), 30_000);

    assertThat(splits.subList(0, splits.size() - 1))
        .isNotEmpty()
        .allSatisfy(
            split ->
                assertThat(split.end() - split.offset()).isBetween(30_000L, 30_000L + BUFFER_SIZE));
  }

  @Test
  void smallTrace_isOneSplit() throws IOException {
    for (final WrittenTrace trace : traces().toList()) {
      assertThat(plan(trace.bytes(), 16 << 20))
          .singleElement()
          .returns(0L, EtlSplit::offset)
          .returns((long) trace.bytes().length, EtlSplit::end);
    }
  }

  @Test
  void splitIds_areUnique() throws IOException {
    final List<EtlSplit> splits = plan(fixed().bytes(), 1);

    assertThat(splits).extracting(EtlSplit::splitId).doesNotHaveDuplicates();
  }

  @Test
  void everySplit_hasItsTrace() throws IOException {
    final byte[] bytes = fixed().bytes();

    assertThat(plan(bytes, 50_000))
        .allSatisfy(
            split -> {
              assertThat(split.problem()).isNull();
              assertThat(split.trace().path()).isEqualTo(folder.resolve("trace.etl").toString());
              assertThat(split.trace().host()).isEqualTo("desk");
              assertThat(split.trace().size()).isEqualTo(bytes.length);
              assertThat(split.trace().header().bufferSize()).isEqualTo(BUFFER_SIZE);
            });
  }

  @Test
  void truncatedTail_isInLastSplit() throws IOException {
    for (final String layout : List.of("--circular=0", "--compressed")) {
      final WrittenTrace trace =
          TraceGenerator.inMemory("--sends=2000", "--buffer-size=4K", "--end=TRUNCATED", layout);

      assertTiles(plan(trace.bytes(), 1), trace.bytes().length);
    }
  }

  @Test
  void fixedFile_damagedHeader_movesNoSplit() throws IOException {
    final WrittenTrace trace =
        TraceGenerator.inMemory("--sends=2000", "--buffer-size=4K", "--damaged-headers=3");

    assertThat(plan(trace.bytes(), 1))
        .extracting(EtlSplit::offset)
        .containsExactlyElementsOf(bufferStarts(trace));
  }

  @Test
  void packedFile_restAfterDamagedHeader_isLastSplit() throws IOException {
    final WrittenTrace trace = packed();
    final List<Long> starts = bufferStarts(trace);
    final int damaged = (int) (long) starts.get(7);
    Arrays.fill(trace.bytes(), damaged, damaged + 72, (byte) 0xEE);

    final List<EtlSplit> splits = plan(trace.bytes(), 1);

    assertTiles(splits, trace.bytes().length);
    assertThat(splits).extracting(EtlSplit::offset).containsExactlyElementsOf(starts.subList(0, 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"trace.etl.gz", "TRACE.ETL.GZ"})
  void compressedFile_isOneSplit(final String name) throws IOException {
    final Path unpacked = folder.resolve("unpacked");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unpacked))) {
      out.write(fixed().bytes());
    }
    final byte[] container = Files.readAllBytes(unpacked);

    assertThat(plan(name, container, 1))
        .singleElement()
        .returns(0L, EtlSplit::offset)
        .returns(BufferReader.TO_END_OF_STREAM, EtlSplit::end)
        .returns((long) container.length, split -> split.trace().size())
        .returns(BUFFER_SIZE, split -> split.trace().header().bufferSize());
  }

  @ParameterizedTest
  @ValueSource(strings = {"trace.etl", "trace.etl.gz", "trace.etl.zip"})
  void fileThatIsNotATrace_isOneSplitWithProblem(final String name) throws IOException {
    final byte[] noTrace = "This is no trace. ".repeat(100).getBytes(UTF_8);

    assertThat(plan(name, noTrace, 1))
        .singleElement()
        .satisfies(split -> assertThat(split.problem()).isNotBlank())
        .returns(folder.resolve(name).toString(), split -> split.trace().path())
        .returns("desk", split -> split.trace().host())
        .returns(null, split -> split.trace().header())
        .returns((long) noTrace.length, EtlSplit::end);
  }

  @Test
  void emptyFile_isReported() throws IOException {
    assertThat(plan(new byte[0], 1))
        .singleElement()
        .satisfies(split -> assertThat(split.problem()).contains("the file is empty"));
  }

  @Test
  void deletedFile_isReported() {
    final Path file = folder.resolve("gone.etl");

    assertThat(
            new SplitPlanner(new HostNaming.OneMachine(), SplitSize.of(1), TraceInput.DEFAULT)
                .plan(new TraceFile(new org.apache.flink.core.fs.Path(file.toUri()), 17, 0)))
        .singleElement()
        .satisfies(split -> assertThat(split.problem()).contains("it does not exist any more"));
  }
}
