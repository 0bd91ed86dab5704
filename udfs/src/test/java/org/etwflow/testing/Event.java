package org.etwflow.testing;

import static org.etwflow.testing.Sends.KERNEL_NETWORK;
import static org.etwflow.testing.Sends.TCP_IP;
import static org.etwflow.testing.Sends.UDP_IP;

import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.ProcessEvent;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceWriter;

/** Event that a session logs. */
public sealed interface Event {

  void log(TraceWriter writer, int cpu, long ticks);

  /** A send. */
  record Sent(RecordEncoding encoding, Send send) implements Event {
    @Override
    public void log(final TraceWriter writer, final int cpu, final long ticks) {
      writer.send(cpu, ticks, encoding, send);
    }
  }

  /** A send whose payload is too short. */
  record Malformed(RecordEncoding encoding, Send send) implements Event {
    @Override
    public void log(final TraceWriter writer, final int cpu, final long ticks) {
      writer.malformedSend(cpu, ticks, encoding, send);
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

  /** Record of another event with any payload, which must not be decoded as a send. */
  record Noise(Kind kind, int length, long seed) implements Event {
    @Override
    public void log(final TraceWriter writer, final int cpu, final long ticks) {
      writer.record(cpu, ticks, kind.record(ticks, Bytes.noise(length, seed ^ ticks)));
    }
  }

  /** Kinds of events that resemble a send. */
  enum Kind {
    UDP_SEND,
    TCP_RECEIVE,
    TCP_SEND_IPV6,
    CLASS_OF_UDP,
    OTHER_TYPE_OF_TCP,
    OTHER_PROVIDER,
    OTHER_ID,
    INSTANCE,
    MESSAGE;

    private static final String TCP_IP_PROVIDER = "2f07e2ee-15db-40f1-90ef-9d7ba282188a";

    private byte[] record(final long ticks, final byte[] payload) {
      return switch (this) {
        case UDP_SEND -> RecordBytes.system(2, 2, 0x080A, ticks, payload);
        case TCP_RECEIVE -> RecordBytes.perfinfo(0x11, 2, 0x060B, ticks, payload);
        case TCP_SEND_IPV6 -> RecordBytes.compact(3, 2, 0x061A, ticks, payload);
        case CLASS_OF_UDP -> RecordBytes.classic(0x14, UDP_IP, 10, 2, ticks, payload);
        case OTHER_TYPE_OF_TCP -> RecordBytes.classic(0x0A, TCP_IP, 11, 2, ticks, payload);
        case OTHER_PROVIDER -> RecordBytes.manifest(TCP_IP_PROVIDER, 10, 0, 0, ticks, payload);
        case OTHER_ID -> RecordBytes.manifest(KERNEL_NETWORK, 42, 0, 0, ticks, payload);
        case INSTANCE -> RecordBytes.instance(0x15, 10, 2, ticks, payload);
        case MESSAGE -> RecordBytes.message(0x13, payload);
      };
    }
  }
}
