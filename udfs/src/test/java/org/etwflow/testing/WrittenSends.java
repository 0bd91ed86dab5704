package org.etwflow.testing;

import java.util.List;
import org.etwflow.event.NetworkEvent;
import org.etwflow.traces.Flow;
import org.etwflow.traces.Send;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;

/** Expected sends of written traces. */
public final class WrittenSends {

  private WrittenSends() {}

  /** All readable sends, in file order. */
  public static List<NetworkEvent> of(final WrittenTrace trace) {
    return trace.readableSends().stream().map(WrittenSends::asRead).toList();
  }

  /** Readable sends of a buffer. */
  public static List<NetworkEvent> of(final WrittenTrace trace, final WrittenBuffer buffer) {
    return trace.readableSends().stream()
        .filter(sent -> sent.buffer().orElseThrow().equals(buffer))
        .map(WrittenSends::asRead)
        .toList();
  }

  /** The expected send. */
  public static NetworkEvent asRead(final WrittenSend sent) {
    final Flow flow = sent.send().flow();
    final NetworkEvent read =
        NetworkEvents.send(Integer.toUnsignedLong(sent.send().size()), sent.time());
    read.processId = Integer.toUnsignedLong(flow.processId());
    read.localAddressLow = NetworkEvents.mapped(Integer.toUnsignedLong(flow.localAddress()));
    read.localPort = flow.localPort();
    read.remoteAddressLow = NetworkEvents.mapped(Integer.toUnsignedLong(flow.remoteAddress()));
    read.remotePort = flow.remotePort();
    read.cpu = sent.cpu();
    if (sent.encoding().version() >= 2) {
      setTimes(read, sent.send(), sent.encoding().connidSize());
    }
    return read;
  }

  /** Sets the fields that payloads before version 2 do not have. */
  private static void setTimes(final NetworkEvent read, final Send written, final int connidSize) {
    read.startime = Integer.toUnsignedLong(written.startTime());
    read.endtime = Integer.toUnsignedLong(written.endTime());
    read.seqnum = Integer.toUnsignedLong(written.seqnum());
    read.connid = connidSize == 8 ? written.connid() : written.connid() & 0xFFFF_FFFFL;
  }
}
