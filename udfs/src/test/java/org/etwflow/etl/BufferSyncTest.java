package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.etwflow.testing.BufferBytes;
import org.etwflow.testing.BufferSpan;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

class BufferSyncTest {

  private static final int BUFFER_SIZE = 4_096;
  private static final byte[] ONE = withSend(1).compressed();
  private static final byte[] TWO = withSend(2).compressed();
  private static final byte[] NOISE = Bytes.noise(300, 7);

  private static BufferBytes withSend(final int size) {
    return BufferBytes.buffer(Sends.record(7, size, TraceBytes.START_TICKS + size));
  }

  private static byte[] file(final byte[]... buffers) {
    return TraceBytes.packed(BUFFER_SIZE, buffers);
  }

  /** Offset of the first buffer found from an offset on; -1 if none is. */
  private static long find(final byte[] file, final int from) {
    final int bufferSize = TraceFiles.trace(file).requireHeader().bufferSize();
    final int to = Math.min(file.length, from + BufferSync.bytesNeeded(bufferSize));
    final byte[] bytes = Arrays.copyOfRange(file, from, to);
    final int found = BufferSync.find(bytes, bytes.length, to == file.length, bufferSize);
    return found == BufferSync.NONE ? BufferSync.NONE : from + found;
  }

  private static void assertNextIsFound(
      final byte[] file, final NavigableSet<Long> starts, final int from) {
    final Long next = starts.ceiling((long) from);
    assertThat(find(file, from)).isEqualTo(next == null ? BufferSync.NONE : next);
  }

  @Test
  void fromAnyOffset_theNextBufferIsFound() {
    final WrittenTrace trace =
        TraceGenerator.inMemory("--sends=2000", "--buffer-size=4K", "--compressed");
    final NavigableSet<Long> starts = new TreeSet<>();
    trace.buffers().stream().map(WrittenBuffer::fileOffset).forEach(starts::add);

    for (int from = 1; from <= trace.bytes().length; from++) {
      assertNextIsFound(trace.bytes(), starts, from);
    }
  }

  @Test
  void inARealTrace_theNextBufferIsFound() {
    final byte[] file = RealTraces.bytes("merged-compressed.etl");
    final NavigableSet<Long> starts = new TreeSet<>();
    BufferSpan.of(file).forEach(span -> starts.add(span.offset()));

    for (int from = 1; from < file.length; from += 997) {
      assertNextIsFound(file, starts, from);
    }
    starts.forEach(start -> assertThat(find(file, start.intValue())).isEqualTo(start));
  }

  @Test
  void damagedBuffer_isNotFound() {
    final byte[] damaged = TraceFiles.overwritten(ONE, 72, Bytes.hex("ffffffff"));
    final byte[] file = file(damaged, TWO, ONE);

    assertThat(find(file, 512)).isEqualTo(512 + ONE.length);
  }

  @Test
  void bufferWhoseSizeLeadsNowhere_isNotFound() {
    final byte[] file = file(ONE, NOISE, TWO);

    assertThat(find(file, 512)).isEqualTo(512 + ONE.length + NOISE.length);
  }

  @Test
  void bufferBeforeUnusedBytes_isFound() {
    final byte[] file = file(ONE, TWO, new byte[500]);

    assertThat(find(file, 513)).isEqualTo(512 + ONE.length);
    assertThat(find(file, 512 + ONE.length + 1)).isEqualTo(BufferSync.NONE);
  }

  @Test
  void cutBufferAtTheEnd_isNotFound() {
    final byte[] file = file(ONE, TWO);

    assertThat(find(TraceFiles.cut(file, file.length - 1), 513)).isEqualTo(BufferSync.NONE);
    assertThat(find(TraceFiles.cut(file, file.length - 1), 512)).isEqualTo(512);
  }

  @Test
  void bufferFartherAwayThanTheLongestOne_isNotFound() {
    final byte[] file = file(Bytes.noise(BufferHeader.maxStoredSize(BUFFER_SIZE), 3), ONE, TWO);
    final int start = 512 + BufferHeader.maxStoredSize(BUFFER_SIZE);

    assertThat(find(file, 512)).isEqualTo(start);
    assertThat(find(file, 511)).isEqualTo(BufferSync.NONE);
  }
}
