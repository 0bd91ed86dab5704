package org.etwflow.traces;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** A trace in memory with the network events and buffers that were written. */
public final class WrittenTrace {

  private final TraceSession session;
  private final byte[] bytes;
  private final List<WrittenEvent> events;
  private final List<WrittenSend> sends;
  private final List<WrittenBuffer> buffers;

  private WrittenTrace(
      TraceSession session, byte[] bytes, List<WrittenEvent> events, List<WrittenBuffer> buffers) {
    this.session = session;
    this.bytes = bytes;
    this.events = Collections.unmodifiableList(events);
    sends = events.stream().filter(WrittenEvent::isSend).map(WrittenSend::of).toList();
    this.buffers = Collections.unmodifiableList(buffers);
  }

  /**
   * Writes a trace.
   *
   * @param script logs the events; the session ends when it returns
   */
  public static WrittenTrace of(TraceSession session, Consumer<TraceWriter> script) {
    final List<WrittenEvent> events = new ArrayList<>();
    final List<WrittenBuffer> buffers = new ArrayList<>();
    final TraceTarget.ToMemory target = new TraceTarget.ToMemory();
    final TraceLedger ledger = new TraceLedger(session, events::add, buffers::add);
    try (TraceWriter writer = new TraceWriter(target, session, ledger)) {
      script.accept(writer);
    }
    return new WrittenTrace(session, target.toByteArray(), events, buffers);
  }

  /** The session that wrote the trace. */
  public TraceSession session() {
    return session;
  }

  /** The bytes of the file; not a copy, so that a test can damage them. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * All events of the TcpIp and UdpIp families in the order of the file, including those that were
   * never written to it.
   */
  public List<WrittenEvent> events() {
    return events;
  }

  /** The events that a reader must find, in the order of the file. */
  public List<WrittenEvent> readableEvents() {
    return events.stream().filter(WrittenEvent::readable).toList();
  }

  /** The TCP sends over IPv4 among the events, in the same order. */
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
