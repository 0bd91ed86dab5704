package org.etwflow.testing;

import java.util.List;
import org.etwflow.event.SendIPV4;
import org.etwflow.traces.Flow;
import org.etwflow.traces.Send;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;

/** Expected sends of written traces. */
public final class WrittenSends {

  private WrittenSends() {}

  /** All readable sends, in file order. */
  public static List<SendIPV4> of(final WrittenTrace trace) {
    return trace.readableSends().stream().map(WrittenSends::asRead).toList();
  }

  /** Readable sends of a buffer. */
  public static List<SendIPV4> of(final WrittenTrace trace, final WrittenBuffer buffer) {
    return trace.readableSends().stream()
        .filter(sent -> sent.buffer().orElseThrow().equals(buffer))
        .map(WrittenSends::asRead)
        .toList();
  }

  private static SendIPV4 asRead(final WrittenSend sent) {
    final Flow flow = sent.send().flow();
    final SendIPV4 send = new SendIPV4();
    send.PID = Integer.toUnsignedLong(flow.processId());
    send.size = Integer.toUnsignedLong(sent.send().size());
    send.daddr = Integer.toUnsignedLong(flow.remoteAddress());
    send.saddr = Integer.toUnsignedLong(flow.localAddress());
    send.dport = flow.remotePort();
    send.sport = flow.localPort();
    send.time = sent.time();
    send.cpu = sent.cpu();
    if (sent.encoding().version() < 2) {
      send.startime = SendIPV4.NO_TICKS;
      send.endtime = SendIPV4.NO_TICKS;
    } else {
      setTimes(send, sent.send(), sent.encoding().connidSize());
    }
    return send;
  }

  /** Sets the fields that payloads before version 2 do not have. */
  private static void setTimes(final SendIPV4 read, final Send written, final int connidSize) {
    read.startime = Integer.toUnsignedLong(written.startTime());
    read.endtime = Integer.toUnsignedLong(written.endTime());
    read.seqnum = Integer.toUnsignedLong(written.seqnum());
    read.connid = connidSize == 8 ? written.connid() : written.connid() & 0xFFFF_FFFFL;
  }
}
