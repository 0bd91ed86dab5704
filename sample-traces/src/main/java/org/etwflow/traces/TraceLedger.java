package org.etwflow.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Keeps account of the sends of a trace, and tells what became of each as soon as that is certain:
 * when the next buffer follows its own, in a circular file at the end. Sends come in the order of
 * their buffers in the file.
 */
final class TraceLedger {

  private final TraceSession session;
  private final Consumer<WrittenSend> sends;
  private final Consumer<WrittenBuffer> buffers;
  private final List<List<Entry>> open = new ArrayList<>();

  /** Buffers whose fate can still change, by their place in the file. */
  private final TreeMap<Long, Page> unsettled = new TreeMap<>();

  TraceLedger(TraceSession session, Consumer<WrittenSend> sends, Consumer<WrittenBuffer> buffers) {
    this.session = session;
    this.sends = sends;
    this.buffers = buffers;
    for (int cpu = 0; cpu < session.cpuCount(); cpu++) {
      open.add(new ArrayList<>());
    }
  }

  void sent(
      int cpu,
      int position,
      int length,
      long ticks,
      RecordEncoding dress,
      Send send,
      boolean whole) {
    open.get(cpu).add(new Entry(position, position + length, ticks, dress, send, whole));
  }

  void written(WrittenBuffer buffer) {
    if (session.layout() != FileLayout.CIRCULAR) {
      settle();
    }
    final Page page = new Page(buffer, close(buffer.cpu()));
    final Page overwritten = unsettled.put(buffer.fileOffset(), page);
    if (overwritten != null) {
      gone(overwritten.buffer().cpu(), overwritten.entries());
    }
  }

  /** The CPU's buffer never reaches the file. */
  void lost(int cpu) {
    gone(cpu, close(cpu));
  }

  /** The file ends within the last buffer. */
  void torn(long fileLength, int readableLength) {
    unsettled.computeIfPresent(
        unsettled.lastKey(),
        (offset, page) ->
            new Page(
                page.buffer().readableUpTo(readableLength).storedAs((int) (fileLength - offset)),
                page.entries()));
  }

  void end() {
    settle();
    for (int cpu = 0; cpu < open.size(); cpu++) {
      lost(cpu);
    }
  }

  private void settle() {
    for (final Map.Entry<Long, Page> place : unsettled.entrySet()) {
      final WrittenBuffer buffer = place.getValue().buffer();
      buffers.accept(buffer);
      for (final Entry entry : place.getValue().entries()) {
        final boolean readable = entry.whole() && entry.end() <= buffer.readableLength();
        sends.accept(entry.toSend(session, buffer.cpu(), Optional.of(buffer), readable));
      }
    }
    unsettled.clear();
  }

  private void gone(int cpu, List<Entry> entries) {
    for (final Entry entry : entries) {
      sends.accept(entry.toSend(session, cpu, Optional.empty(), false));
    }
  }

  private List<Entry> close(int cpu) {
    return open.set(cpu, new ArrayList<>());
  }

  private record Page(WrittenBuffer buffer, List<Entry> entries) {}

  private record Entry(
      int position, int end, long ticks, RecordEncoding dress, Send send, boolean whole) {

    WrittenSend toSend(
        TraceSession session, int cpu, Optional<WrittenBuffer> buffer, boolean readable) {
      return new WrittenSend(
          cpu, ticks, session.timeOf(ticks), dress, send, buffer, position, readable);
    }
  }
}
