package org.etwflow.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.Trace;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.SplitKind;
import org.etwflow.testing.Await;
import org.etwflow.testing.BufferSeen;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading of splits. */
class EtlSourceReaderTest {

  private static final int BUFFER_SIZE = 4_096;

  @TempDir private Path folder;

  private static WrittenTrace written(final String... options) {
    final Stream<String> all =
        Stream.concat(Stream.of("--sends=2000", "--buffer-size=4K"), Stream.of(options));
    return TraceGenerator.inMemory(all.toArray(String[]::new));
  }

  private Trace stored(final byte[] bytes) throws IOException {
    final Path file = Files.write(folder.resolve("trace.etl"), bytes);
    return new Trace(file.toString(), null, bytes.length, TraceFiles.trace(bytes).header());
  }

  private static EtlSplit whole(final Trace trace) {
    return EtlSplit.ofRange(trace, 0, trace.size());
  }

  private static List<BufferSeen> readAll(final EtlSplit... splits) throws Exception {
    try (DrivenReader reader = DrivenReader.startedWith(splits)) {
      return reader.readAll();
    }
  }

  @Test
  void everyBuffer_isReadOnceInOrder() throws Exception {
    final WrittenTrace trace = written();

    assertThat(readAll(whole(stored(trace.bytes())))).isEqualTo(BufferSeen.of(trace));
  }

  @Test
  void buffers_ofManyBatches_areReadInOrder() throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--size=5M", "--buffer-size=4K");
    assertThat(trace.bytes()).hasSizeGreaterThan(5 << 20);

    assertThat(readAll(whole(stored(trace.bytes())))).isEqualTo(BufferSeen.of(trace));
  }

  @Test
  void packedTrace_everyBufferIsRead() throws Exception {
    final WrittenTrace trace = written("--compressed");

    final List<BufferSeen> seen = readAll(whole(stored(trace.bytes())));

    assertThat(seen).allMatch(buffer -> buffer.condition() == BufferCondition.WHOLE);
    assertThat(seen.subList(1, seen.size()))
        .extracting(BufferSeen::offset, BufferSeen::storedSize)
        .containsExactlyElementsOf(
            trace.buffers().stream()
                .map(buffer -> tuple(buffer.fileOffset(), (long) buffer.storedLength()))
                .toList());
  }

  @Test
  void splits_containAllBuffers() throws Exception {
    final WrittenTrace written = written();
    final Trace trace = stored(written.bytes());
    final long cut = 10L * BUFFER_SIZE;

    assertThat(readAll(EtlSplit.ofRange(trace, 0, cut), EtlSplit.ofRange(trace, cut, trace.size())))
        .isEqualTo(BufferSeen.of(written));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 100})
  void restore_readsExactlyTheRest(final int emitted) throws Exception {
    final WrittenTrace trace = written();
    final List<BufferSeen> expected = BufferSeen.of(trace);
    final List<EtlSplit> state;
    try (DrivenReader reader = DrivenReader.startedWith(whole(stored(trace.bytes())))) {
      assertThat(reader.readUpTo(emitted)).isEqualTo(expected.subList(0, emitted));
      state = reader.reader().snapshotState(1);
    }

    assertThat(state)
        .singleElement()
        .returns((long) emitted * BUFFER_SIZE, EtlSplit::offset)
        .returns((long) trace.bytes().length, EtlSplit::end);
    assertThat(readAll(state.get(0))).isEqualTo(expected.subList(emitted, expected.size()));
  }

  @Test
  void restore_ofPackedTrace_readsExactlyTheRest() throws Exception {
    final Trace trace = stored(written("--compressed").bytes());
    final List<BufferSeen> expected = readAll(whole(trace));
    final EtlSplit state;
    try (DrivenReader reader = DrivenReader.startedWith(whole(trace))) {
      reader.readUpTo(23);
      state = reader.reader().snapshotState(1).get(0);
    }

    assertThat(readAll(state)).isEqualTo(expected.subList(23, expected.size()));
  }

  @Test
  void restore_duringSearchAfterDamage_readsExactlyTheRest() throws Exception {
    final byte[] outer = TraceGenerator.inMemory("--sends=2000", "--compressed").bytes();
    final WrittenTrace inner = written("--compressed", "--start=2020-01-01T00:00:00Z");
    final int from = (int) inner.buffers().get(1).fileOffset();
    final Trace trace =
        stored(
            TraceFiles.overwritten(
                outer, 10_000, Arrays.copyOfRange(inner.bytes(), from, from + 20_000)));
    final List<BufferSeen> expected = readAll(whole(trace));
    int inSearch = 0;

    for (int emitted = 1; emitted <= expected.size(); emitted++) {
      final EtlSplit state;
      try (DrivenReader reader = DrivenReader.startedWith(whole(trace))) {
        reader.readUpTo(emitted);
        state = reader.reader().snapshotState(1).get(0);
      }
      inSearch += state.resumeOffset() < state.offset() ? 1 : 0;
      assertThat(readAll(state)).isEqualTo(expected.subList(emitted, expected.size()));
    }

    assertThat(inSearch).isGreaterThan(3);
  }

  @Test
  void snapshot_atEndOfSplit_hasNothingLeft() throws Exception {
    final WrittenTrace trace = written();
    final List<EtlSplit> state;
    try (DrivenReader reader = DrivenReader.startedWith(whole(stored(trace.bytes())))) {
      reader.readUpTo(trace.buffers().size() + 1);
      state = reader.reader().snapshotState(1);
    }

    assertThat(readAll(state.toArray(EtlSplit[]::new))).isEmpty();
  }

  @Test
  void reader_requestsSplitAtStartAndAfterEachSplit() throws Exception {
    final Trace trace = stored(written().bytes());
    try (DrivenReader reader = DrivenReader.startedWith()) {
      assertThat(reader.splitRequests()).isEqualTo(1);

      reader.reader().addSplits(List.of(EtlSplit.ofRange(trace, 0, 2L * BUFFER_SIZE)));
      assertThat(reader.readUpTo(1)).hasSize(1);
      assertThat(reader.splitRequests()).isEqualTo(1);

      assertThat(reader.readUpToRequest(2)).hasSize(2);
    }
  }

  @Test
  void restoredReader_requestsSplitAfterItsOwn() throws Exception {
    final Trace trace = stored(written().bytes());
    try (DrivenReader reader = DrivenReader.startedWith(whole(trace))) {
      assertThat(reader.splitRequests()).isZero();

      reader.readUpToRequest(1);
    }
  }

  @Test
  void reader_afterNoMoreSplits_doesNotRequest() throws Exception {
    final Trace trace = stored(written().bytes());
    final long cut = 10L * BUFFER_SIZE;
    try (DrivenReader reader =
        DrivenReader.startedWith(
            EtlSplit.ofRange(trace, 0, cut), EtlSplit.ofRange(trace, cut, trace.size()))) {
      reader.readAll();

      assertThat(reader.splitRequests()).isZero();
    }
  }

  /** Flink's own fetchers would wait forever here: FLINK-37663. */
  @Test
  void splitsAddedWhileFetcherWaits_areRead() throws Exception {
    final int bufferSize = 64 << 10;
    final WrittenTrace written = TraceGenerator.inMemory("--size=5M", "--buffer-size=64K");
    final EtlSplit split = whole(stored(written.bytes()));
    final int buffers = written.buffers().size() + 1;
    try (DrivenReader reader = DrivenReader.startedWith(split)) {
      reader.readUpTo(1);
      for (long offset = bufferSize; offset <= 5 * bufferSize; offset += bufferSize) {
        awaitFetcherThatWaits();
        reader
            .reader()
            .addSplits(List.of(EtlSplit.ofRange(split.trace(), offset, offset + bufferSize)));
        letFetcherGoOn();
      }
      for (int polls = 0; polls < 2 * buffers; polls++) {
        reader.poll();
        letFetcherGoOn();
      }
      assertThat(reader.splitRequests()).isEqualTo(6);
      reader.reader().addSplits(List.of(split));

      assertThat(reader.readAll()).hasSize(2 * buffers + 5);
    }
  }

  /** Lets the fetcher run until it waits again. */
  private static void letFetcherGoOn() throws InterruptedException {
    Thread.sleep(10);
  }

  private static void awaitFetcherThatWaits() throws Exception {
    Await.until(
        "a fetcher that waits",
        () -> Thread.getAllStackTraces().values().stream().anyMatch(EtlSourceReaderTest::isPut));
  }

  private static boolean isPut(final StackTraceElement[] stack) {
    return Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals("waitOnPut"));
  }

  @Test
  void pauseOrResume_isAccepted() throws Exception {
    final WrittenTrace trace = written();
    final EtlSplit split = whole(stored(trace.bytes()));
    try (DrivenReader reader = DrivenReader.startedWith(split)) {
      reader.readUpTo(1);
      reader.reader().pauseOrResumeSplits(List.of(split.splitId()), List.of());
      reader.reader().pauseOrResumeSplits(List.of(), List.of(split.splitId()));

      assertThat(reader.readAll()).isEqualTo(BufferSeen.of(trace));
    }
  }

  @Test
  void unreadableTrace_isReportedOnce() throws Exception {
    final Trace trace = new Trace(folder.resolve("no.etl").toString(), "desk", 17, null);
    try (DrivenReader reader =
        DrivenReader.startedWith(
            EtlSplit.unreadable(trace, new SplitKind.Unreadable("not an event trace", false)))) {
      assertThat(reader.readAll())
          .extracting(
              BufferSeen::condition,
              BufferSeen::problem,
              BufferSeen::offset,
              BufferSeen::storedSize)
          .containsExactly(
              tuple(BufferCondition.UNREADABLE, "not an event trace", 0L, 17L),
              tuple(BufferCondition.END_OF_TRACE, null, 17L, 0L));
      assertThat(reader.errors()).isEqualTo(1);
    }
  }

  @Test
  void overwrittenFile_isNotReadWithClockOfFirstSession() throws Exception {
    final EtlSplit ofFirst = whole(stored(written().bytes()));
    Files.write(
        Path.of(ofFirst.trace().path()),
        TraceGenerator.inMemory("--sends=500", "--start=2026-03-02T10:00:00Z").bytes());
    try (DrivenReader reader = DrivenReader.startedWith(ofFirst)) {
      assertThat(reader.readAll())
          .singleElement()
          .returns(BufferCondition.UNREADABLE, BufferSeen::condition)
          .satisfies(seen -> assertThat(seen.problem()).contains("another session"));
    }
  }

  @Test
  void damagedBuffers_areCountedAndOthersRead() throws Exception {
    final WrittenTrace trace = written("--damaged-headers=4");
    final long damaged =
        trace.buffers().stream().filter(buffer -> buffer.readableLength() == 0).count();
    assertThat(damaged).isPositive();
    try (DrivenReader reader = DrivenReader.startedWith(whole(stored(trace.bytes())))) {
      final List<BufferSeen> seen = reader.readAll();

      assertThat(seen).hasSize(trace.buffers().size() + 1);
      assertThat(seen)
          .filteredOn(buffer -> buffer.condition() == BufferCondition.DAMAGED_HEADER)
          .hasSize((int) damaged);
      assertThat(reader.errors()).isEqualTo(damaged);
    }
  }

  @Test
  void unusedTail_isNotAnError() throws Exception {
    final WrittenTrace trace = written("--zero-tail=8K");
    try (DrivenReader reader = DrivenReader.startedWith(whole(stored(trace.bytes())))) {
      assertThat(reader.readAll())
          .filteredOn(buffer -> buffer.condition() == BufferCondition.UNUSED)
          .hasSize(2);
      assertThat(reader.errors()).isZero();
    }
  }

  @Test
  void fileShortenedAfterPlanning_isReported() throws Exception {
    final WrittenTrace trace = written();
    final EtlSplit split = whole(stored(trace.bytes()));
    stored(Arrays.copyOf(trace.bytes(), 5 * BUFFER_SIZE));

    final List<BufferSeen> seen = readAll(split);

    assertThat(seen).startsWith(BufferSeen.of(trace).subList(0, 5).toArray(BufferSeen[]::new));
    assertThat(seen.subList(5, seen.size()))
        .singleElement()
        .returns(BufferCondition.UNREADABLE, BufferSeen::condition)
        .returns(5L * BUFFER_SIZE, BufferSeen::offset)
        .returns(split.end() - 5L * BUFFER_SIZE, BufferSeen::storedSize)
        .satisfies(
            buffer ->
                assertThat(buffer.problem())
                    .contains("offset " + 5 * BUFFER_SIZE)
                    .contains("became shorter"));
  }

  @Test
  void splitAfterEndOfShortenedFile_isReported() throws Exception {
    final WrittenTrace trace = written();
    final Trace planned = stored(trace.bytes());
    stored(Arrays.copyOf(trace.bytes(), 5 * BUFFER_SIZE));

    assertThat(readAll(EtlSplit.ofRange(planned, 8L * BUFFER_SIZE, planned.size())))
        .singleElement()
        .returns(BufferCondition.UNREADABLE, BufferSeen::condition)
        .satisfies(buffer -> assertThat(buffer.problem()).contains("became shorter"));
  }

  @Test
  void deletedFile_isReportedAndNextSplitIsRead() throws Exception {
    final WrittenTrace trace = written();
    final Trace gone =
        new Trace(
            folder.resolve("gone.etl").toString(),
            null,
            BUFFER_SIZE,
            TraceFiles.trace(trace.bytes()).header());

    final List<BufferSeen> seen = readAll(whole(gone), whole(stored(trace.bytes())));

    assertThat(seen.get(0).problem()).contains("offset 0").contains("does not exist any more");
    assertThat(seen.subList(1, seen.size())).isEqualTo(BufferSeen.of(trace));
  }
}
