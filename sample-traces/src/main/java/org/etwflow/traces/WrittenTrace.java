package org.etwflow.traces;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** A trace in memory with the sends and buffers that were written. */
public final class WrittenTrace {

  private final TraceSession session;
  private final byte[] bytes;
  private final List<WrittenSend> sends;
  private final List<WrittenBuffer> buffers;

  private WrittenTrace(
      TraceSession session, byte[] bytes, List<WrittenSend> sends, List<WrittenBuffer> buffers) {
    this.session = session;
    this.bytes = bytes;
    this.sends = Collections.unmodifiableList(sends);
    this.buffers = Collections.unmodifiableList(buffers);
  }

  /**
   * Writes a trace.
   *
   * @param script logs the events; the session ends when it returns
   */
  public static WrittenTrace of(TraceSession session, Consumer<TraceWriter> script) {
    final List<WrittenSend> sends = new ArrayList<>();
    final List<WrittenBuffer> buffers = new ArrayList<>();
    final TraceTarget.ToMemory target = new TraceTarget.ToMemory();
    final TraceLedger ledger = new TraceLedger(session, sends::add, buffers::add);
    try (TraceWriter writer = new TraceWriter(target, session, ledger)) {
      script.accept(writer);
    }
    return new WrittenTrace(session, target.toByteArray(), sends, buffers);
  }

  /** The session that wrote the trace. */
  public TraceSession session() {
    return session;
  }

  /** The bytes of the file; not a copy, so that a test can damage them. */
  public byte[] bytes() {
    return bytes;
  }

  /** All sends in the order of the file, including those that were never written to it. */
  public List<WrittenSend> sends() {
    return sends;
  }

  /** The sends that a reader must find, in the order of the file. */
  public List<WrittenSend> readableSends() {
    return sends.stream().filter(WrittenSend::readable).toList();
  }

  /** The buffers in the order of the file, without the log header's. */
  public List<WrittenBuffer> buffers() {
    return buffers;
  }
}
