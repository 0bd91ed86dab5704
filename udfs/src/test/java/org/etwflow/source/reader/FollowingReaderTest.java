package org.etwflow.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.core.io.InputStatus;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.Trace;
import org.etwflow.source.event.EventTimeEvent;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.testing.BufferSeen;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event time of a waiting reader, and reports of the end of traces. */
class FollowingReaderTest {

  private static final int BUFFER_SIZE = 4_096;
  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final WrittenTrace TRACE =
      TraceGenerator.inMemory("--sends=300", "--buffer-size=4K");

  @TempDir private Path folder;

  private Trace stored(final byte[] bytes) throws IOException {
    final Path file = Files.write(folder.resolve("trace.etl"), bytes);
    return new Trace(file.toString(), null, bytes.length, TraceFiles.trace(bytes).header());
  }

  private EtlSplit buffers(final int from, final int to) throws IOException {
    final Trace trace = stored(TRACE.bytes());
    return EtlSplit.ofRange(trace, (long) from * BUFFER_SIZE, (long) to * BUFFER_SIZE);
  }

  private static List<BufferSeen> readAll(final List<EtlSplit> splits) throws Exception {
    try (DrivenReader reader = DrivenReader.startedWith(splits.toArray(EtlSplit[]::new))) {
      return List.copyOf(reader.readAll());
    }
  }

  private static long time(final long unixMillis) {
    return UNIX_EPOCH + 10_000 * unixMillis;
  }

  private static BufferSeen end(final long offset, final long unread) {
    return new BufferSeen(
        offset, unread, BufferCondition.END_OF_TRACE, null, Arrays.hashCode(new byte[0]));
  }

  private static EtlSplit endOf(final Trace trace, final long offset) {
    return EtlSplit.endOf(trace, TraceLocation.named(trace.path()), offset);
  }

  @Test
  void waitingReader_emitsReceivedEventTime() throws Exception {
    try (DrivenReader reader = DrivenReader.startedWith()) {
      assertThat(reader.poll()).isEqualTo(InputStatus.NOTHING_AVAILABLE);
      final CompletableFuture<Void> available = reader.reader().isAvailable();
      assertThat(available).isNotDone();

      reader.reader().handleSourceEvents(new EventTimeEvent(time(5_000)));
      assertThat(available).isDone();
      assertThat(reader.poll()).isEqualTo(InputStatus.NOTHING_AVAILABLE);
      assertThat(reader.watermark()).isEqualTo(4_999);
      assertThat(reader.reader().isAvailable()).isNotDone();

      reader.reader().handleSourceEvents(new EventTimeEvent(time(6_000)));
      reader.poll();
      assertThat(reader.watermark()).isEqualTo(5_999);
    }
  }

  @Test
  void waitingReader_withoutEventTime_emitsNone() throws Exception {
    try (DrivenReader reader = DrivenReader.startedWith()) {
      reader.poll();

      assertThat(reader.watermark()).isEqualTo(Long.MIN_VALUE);
    }
  }

  @Test
  void timeReached_isEmittedBeforeRecordsOfSplit() throws Exception {
    final EtlSplit split = buffers(0, 3).handedOut(time(7_000), Long.MAX_VALUE);
    try (DrivenReader reader = DrivenReader.startedWith(split)) {
      reader.readAll();

      assertThat(reader.watermarkAtEach()).containsExactly(6_999L, 6_999L, 6_999L);
    }
  }

  @Test
  void readerWithSplit_ignoresReceivedEventTime() throws Exception {
    final EtlSplit first = buffers(0, 2).handedOut(time(1_000), Long.MAX_VALUE);
    final EtlSplit second = buffers(2, 4).handedOut(time(2_000), Long.MAX_VALUE);
    try (DrivenReader reader = DrivenReader.startedWith(first, second)) {
      reader.readUpToRequest(1);
      reader.reader().handleSourceEvents(new EventTimeEvent(time(9_000)));
      reader.readUpToRequest(2);
      assertThat(reader.watermarkAtEach()).containsExactly(999L, 999L, 1_999L, 1_999L);

      reader.poll();
      assertThat(reader.watermark()).isEqualTo(8_999);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, BUFFER_SIZE - 1})
  void end_reportsUnreadBytes(final int unread) throws Exception {
    final int whole = 3 * BUFFER_SIZE;
    final Trace trace = stored(Arrays.copyOf(TRACE.bytes(), whole + unread));

    assertThat(readAll(List.of(endOf(trace, whole)))).containsExactly(end(whole, unread));
  }

  @Test
  void end_zerosAreNotUnreadBytes() throws Exception {
    final int whole = 3 * BUFFER_SIZE;
    final byte[] preallocated =
        Arrays.copyOf(Arrays.copyOf(TRACE.bytes(), whole), TRACE.bytes().length);

    assertThat(readAll(List.of(endOf(stored(preallocated), whole)))).containsExactly(end(whole, 0));
  }

  @Test
  void end_ofDeletedTrace_isReported() throws Exception {
    final Trace trace = stored(TRACE.bytes());
    Files.delete(folder.resolve("trace.etl"));

    assertThat(readAll(List.of(endOf(trace, 3 * BUFFER_SIZE))))
        .containsExactly(end(3 * BUFFER_SIZE, trace.size() - 3 * BUFFER_SIZE));
  }

  @Test
  void lastSplit_reportsEndAfterItsBuffers() throws Exception {
    final Trace trace = stored(TRACE.bytes());

    final List<BufferSeen> seen =
        readAll(List.of(EtlSplit.ofRange(trace, 0, trace.size()).endingTrace()));

    final List<BufferSeen> expected = new ArrayList<>(BufferSeen.of(TRACE));
    expected.add(end(trace.size(), 0));
    assertThat(seen).isEqualTo(expected);
  }

  /** Takes a snapshot before and after each buffer, and therefore just before and after the end. */
  @Test
  void end_afterAnyRestore_isReportedOnce() throws Exception {
    final Trace trace = stored(TRACE.bytes());
    final EtlSplit split = EtlSplit.ofRange(trace, 0, trace.size()).endingTrace();
    final List<BufferSeen> expected = new ArrayList<>(BufferSeen.of(TRACE));
    expected.add(end(trace.size(), 0));

    for (int emitted = 0; emitted <= expected.size(); emitted++) {
      final List<BufferSeen> all = new ArrayList<>();
      final List<EtlSplit> state;
      try (DrivenReader reader = DrivenReader.startedWith(split)) {
        all.addAll(reader.readUpTo(emitted));
        state = reader.reader().snapshotState(1);
      }
      all.addAll(readAll(state));
      assertThat(all).as("restored after %d buffers", emitted).isEqualTo(expected);
    }
  }

  @Test
  void endSplit_afterAnyRestore_isReportedOnce() throws Exception {
    final int whole = 3 * BUFFER_SIZE;
    final EtlSplit split = endOf(stored(Arrays.copyOf(TRACE.bytes(), whole + 9)), whole);

    for (int emitted = 0; emitted <= 1; emitted++) {
      final List<BufferSeen> all = new ArrayList<>();
      final List<EtlSplit> state;
      try (DrivenReader reader = DrivenReader.startedWith(split)) {
        all.addAll(reader.readUpTo(emitted));
        state = reader.reader().snapshotState(1);
      }
      all.addAll(readAll(state));
      assertThat(all).containsExactly(end(whole, 9));
    }
  }
}
