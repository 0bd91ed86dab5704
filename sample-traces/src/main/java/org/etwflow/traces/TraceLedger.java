package org.etwflow.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tracks the events of a trace that belong to the TcpIp and UdpIp families. Reports the outcome of
 * each as soon as it is final: when the next buffer is written, in a circular file at the end of
 * the session. Events are reported in the order of their buffers in the file.
 */
final class TraceLedger {

  private final TraceSession session;
  private final Consumer<WrittenEvent> events;
  private final Consumer<WrittenBuffer> buffers;
  private final List<List<PendingEvent>> unwrittenEvents = new ArrayList<>();

  /** Buffers that can still be overwritten or truncated, by file offset. */
  private final TreeMap<Long, PendingBuffer> pendingBuffers = new TreeMap<>();

  TraceLedger(
      TraceSession session, Consumer<WrittenEvent> events, Consumer<WrittenBuffer> buffers) {
    this.session = session;
    this.events = events;
    this.buffers = buffers;
    for (int cpu = 0; cpu < session.cpuCount(); cpu++) {
      unwrittenEvents.add(new ArrayList<>());
    }
  }

  void logged(
      int cpu,
      int position,
      int length,
      long ticks,
      RecordEncoding encoding,
      TrafficEvent event,
      boolean whole) {
    unwrittenEvents
        .get(cpu)
        .add(new PendingEvent(position, position + length, ticks, encoding, event, whole));
  }

  void written(WrittenBuffer buffer) {
    if (session.layout() != FileLayout.CIRCULAR) {
      settle();
    }
    final PendingBuffer pending = new PendingBuffer(buffer, close(buffer.cpu()));
    final PendingBuffer overwritten = pendingBuffers.put(buffer.fileOffset(), pending);
    if (overwritten != null) {
      reportUnwritten(overwritten.buffer().cpu(), overwritten.events());
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
                pending.events()));
  }

  void end() {
    settle();
    for (int cpu = 0; cpu < unwrittenEvents.size(); cpu++) {
      lost(cpu);
    }
  }

  private void settle() {
    for (final Map.Entry<Long, PendingBuffer> place : pendingBuffers.entrySet()) {
      final WrittenBuffer buffer = place.getValue().buffer();
      buffers.accept(buffer);
      for (final PendingEvent event : place.getValue().events()) {
        final boolean readable = event.whole() && event.end() <= buffer.readableLength();
        events.accept(event.toWritten(session, buffer.cpu(), Optional.of(buffer), readable));
      }
    }
    pendingBuffers.clear();
  }

  private void reportUnwritten(int cpu, List<PendingEvent> unwritten) {
    for (final PendingEvent event : unwritten) {
      events.accept(event.toWritten(session, cpu, Optional.empty(), false));
    }
  }

  private List<PendingEvent> close(int cpu) {
    return unwrittenEvents.set(cpu, new ArrayList<>());
  }

  private record PendingBuffer(WrittenBuffer buffer, List<PendingEvent> events) {}

  private record PendingEvent(
      int position,
      int end,
      long ticks,
      RecordEncoding encoding,
      TrafficEvent event,
      boolean whole) {

    WrittenEvent toWritten(
        TraceSession session, int cpu, Optional<WrittenBuffer> buffer, boolean readable) {
      return new WrittenEvent(
          cpu, ticks, session.timeOf(ticks), encoding, event, buffer, position, readable);
    }
  }
}
