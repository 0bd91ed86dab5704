package org.etwflow.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tracks the sends of a trace and reports the outcome of each as soon as it is final: when the next
 * buffer is written, in a circular file at the end of the session. Sends are reported in the order
 * of their buffers in the file.
 */
final class TraceLedger {

  private final TraceSession session;
  private final Consumer<WrittenSend> sends;
  private final Consumer<WrittenBuffer> buffers;
  private final List<List<PendingSend>> unwrittenSends = new ArrayList<>();

  /** Buffers that can still be overwritten or truncated, by file offset. */
  private final TreeMap<Long, PendingBuffer> pendingBuffers = new TreeMap<>();

  TraceLedger(TraceSession session, Consumer<WrittenSend> sends, Consumer<WrittenBuffer> buffers) {
    this.session = session;
    this.sends = sends;
    this.buffers = buffers;
    for (int cpu = 0; cpu < session.cpuCount(); cpu++) {
      unwrittenSends.add(new ArrayList<>());
    }
  }

  void sent(
      int cpu,
      int position,
      int length,
      long ticks,
      RecordEncoding encoding,
      Send send,
      boolean whole) {
    unwrittenSends
        .get(cpu)
        .add(new PendingSend(position, position + length, ticks, encoding, send, whole));
  }

  void written(WrittenBuffer buffer) {
    if (session.layout() != FileLayout.CIRCULAR) {
      settle();
    }
    final PendingBuffer pending = new PendingBuffer(buffer, close(buffer.cpu()));
    final PendingBuffer overwritten = pendingBuffers.put(buffer.fileOffset(), pending);
    if (overwritten != null) {
      reportUnwritten(overwritten.buffer().cpu(), overwritten.sends());
    }
  }

  /** Records that the CPU's current buffer never reaches the file. */
  void lost(int cpu) {
    reportUnwritten(cpu, close(cpu));
  }

  /** Records that the file ends within its last buffer. */
  void truncated(long fileLength, int readableLength) {
    pendingBuffers.computeIfPresent(
        pendingBuffers.lastKey(),
        (offset, pending) ->
            new PendingBuffer(
                pending.buffer().readableUpTo(readableLength).storedAs((int) (fileLength - offset)),
                pending.sends()));
  }

  void end() {
    settle();
    for (int cpu = 0; cpu < unwrittenSends.size(); cpu++) {
      lost(cpu);
    }
  }

  private void settle() {
    for (final Map.Entry<Long, PendingBuffer> place : pendingBuffers.entrySet()) {
      final WrittenBuffer buffer = place.getValue().buffer();
      buffers.accept(buffer);
      for (final PendingSend send : place.getValue().sends()) {
        final boolean readable = send.whole() && send.end() <= buffer.readableLength();
        sends.accept(send.toSend(session, buffer.cpu(), Optional.of(buffer), readable));
      }
    }
    pendingBuffers.clear();
  }

  private void reportUnwritten(int cpu, List<PendingSend> unwritten) {
    for (final PendingSend send : unwritten) {
      sends.accept(send.toSend(session, cpu, Optional.empty(), false));
    }
  }

  private List<PendingSend> close(int cpu) {
    return unwrittenSends.set(cpu, new ArrayList<>());
  }

  private record PendingBuffer(WrittenBuffer buffer, List<PendingSend> sends) {}

  private record PendingSend(
      int position, int end, long ticks, RecordEncoding encoding, Send send, boolean whole) {

    WrittenSend toSend(
        TraceSession session, int cpu, Optional<WrittenBuffer> buffer, boolean readable) {
      return new WrittenSend(
          cpu, ticks, session.timeOf(ticks), encoding, send, buffer, position, readable);
    }
  }
}
