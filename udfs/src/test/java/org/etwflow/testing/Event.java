package org.etwflow.testing;

import static org.etwflow.testing.Sends.KERNEL_NETWORK;
import static org.etwflow.testing.Sends.UDP_IP;

import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.ProcessEvent;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.TrafficEvent;

/** Event that a session logs. */
public sealed interface Event {

  void log(TraceWriter writer, int cpu, long ticks);

  /** A network event. */
  record Traffic(RecordEncoding encoding, TrafficEvent event) implements Event {
    @Override
    public void log(final TraceWriter writer, final int cpu, final long ticks) {
      writer.event(cpu, ticks, encoding, event);
    }
  }

  /** A network event whose payload is too short. */
  record Malformed(RecordEncoding encoding, TrafficEvent event) implements Event {
    @Override
    public void log(final TraceWriter writer, final int cpu, final long ticks) {
      writer.malformedEvent(cpu, ticks, encoding, event);
    }
  }

  /** Start or end of a process. */
  record ProcessChanged(HeaderKind header, int version, ProcessEvent event) implements Event {
    @Override
    public void log(final TraceWriter writer, final int cpu, final long ticks) {
      writer.process(cpu, ticks, header, version, event);
    }
  }

  /** Events for which no buffer was free. */
  record Lost(int count) implements Event {
    @Override
    public void log(final TraceWriter writer, final int cpu, final long ticks) {
      writer.loseEvents(cpu, count);
    }
  }

  /** Record of another event with any payload, which must not be decoded as a network event. */
  record Noise(Kind kind, int length, long seed) implements Event {
    @Override
    public void log(final TraceWriter writer, final int cpu, final long ticks) {
      writer.record(cpu, ticks, kind.record(ticks, Bytes.noise(length, seed ^ ticks)));
    }
  }

  /** Kinds of events that resemble a network event. */
  enum Kind {
    OTHER_TYPE_OF_TCP,
    OTHER_TYPE_OF_UDP,
    OTHER_GROUP,
    OTHER_TYPE_OF_CLASS,
    OTHER_CLASS,
    OTHER_PROVIDER,
    OTHER_ID,
    INSTANCE,
    MESSAGE;

    private static final String OTHER = "2f07e2ee-15db-40f1-90ef-9d7ba282188a";

    private byte[] record(final long ticks, final byte[] payload) {
      return switch (this) {
        case OTHER_TYPE_OF_TCP -> RecordBytes.system(2, 2, 0x0613, ticks, payload);
        case OTHER_TYPE_OF_UDP -> RecordBytes.perfinfo(0x11, 2, 0x080C, ticks, payload);
        case OTHER_GROUP -> RecordBytes.compact(3, 2, 0x0A06, ticks, payload);
        case OTHER_TYPE_OF_CLASS -> RecordBytes.classic(0x14, UDP_IP, 12, 2, ticks, payload);
        case OTHER_CLASS -> RecordBytes.classicEvent(0x13, OTHER, 10, 2, ticks, payload);
        case OTHER_PROVIDER -> RecordBytes.manifest(OTHER, 10, 0, 0, ticks, payload);
        case OTHER_ID -> RecordBytes.manifest(KERNEL_NETWORK, 44, 0, 0, ticks, payload);
        case INSTANCE -> RecordBytes.instance(0x15, 10, 2, ticks, payload);
        case MESSAGE -> RecordBytes.message(0x13, payload);
      };
    }
  }
}
