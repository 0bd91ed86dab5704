package org.etwflow.testing;

import java.util.List;
import java.util.Optional;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.traces.ConnectionOptions;
import org.etwflow.traces.TrafficEvent;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;

/** Expected events of written traces. */
public final class WrittenEvents {

  private WrittenEvents() {}

  /** All readable events, in file order. */
  public static List<NetworkEvent> of(final WrittenTrace trace) {
    return trace.readableEvents().stream().map(WrittenEvents::asRead).toList();
  }

  /** Readable events of a buffer. */
  public static List<NetworkEvent> of(final WrittenTrace trace, final WrittenBuffer buffer) {
    return trace.readableEvents().stream()
        .filter(written -> written.buffer().equals(Optional.of(buffer)))
        .map(WrittenEvents::asRead)
        .toList();
  }

  /** All readable TCP sends over IPv4, in file order. */
  public static List<NetworkEvent> sendsOf(final WrittenTrace trace) {
    return of(trace).stream().filter(event -> event.type == EventType.TCP_SEND_IPV4).toList();
  }

  /** The expected event. */
  public static NetworkEvent asRead(final WrittenEvent written) {
    final TrafficEvent event = written.event();
    final TrafficType type = event.type();
    final NetworkEvent read = new NetworkEvent();
    read.type = EventType.valueOf(type.name());
    read.time = written.time();
    read.cpu = written.cpu();
    if (type.hasFlow()) {
      setFlow(read, written);
    } else {
      read.processId = NetworkEvent.UNKNOWN_PROCESS;
      read.addressFamily = (long) event.proto();
    }
    if (written.encoding().version() >= 2) {
      setDetails(read, event, written.encoding().connidSize());
    }
    return read;
  }

  private static void setFlow(final NetworkEvent read, final WrittenEvent written) {
    final TrafficEvent event = written.event();
    final boolean hasProcess =
        written.encoding().version() > 0 || event.type().protocol() == Protocol.TCP;
    read.processId =
        hasProcess
            ? Integer.toUnsignedLong(event.flow().processId())
            : NetworkEvent.UNKNOWN_PROCESS;
    read.octets = Integer.toUnsignedLong(event.size());
    read.localAddressHigh = event.flow().local().address().high();
    read.localAddressLow = event.flow().local().address().low();
    read.localPort = event.flow().local().port();
    read.remoteAddressHigh = event.flow().remote().address().high();
    read.remoteAddressLow = event.flow().remote().address().low();
    read.remotePort = event.flow().remote().port();
  }

  /** Sets the fields that payloads before version 2 do not have. */
  private static void setDetails(
      final NetworkEvent read, final TrafficEvent event, final int connidSize) {
    final Kind kind = event.type().kind();
    if (kind == Kind.FAIL) {
      read.failureCode = event.failureCode();
      return;
    }
    if (kind == Kind.SEND && event.type().protocol() == Protocol.TCP) {
      read.startime = Integer.toUnsignedLong(event.startTime());
      read.endtime = Integer.toUnsignedLong(event.endTime());
    }
    if (kind == Kind.CONNECT || kind == Kind.ACCEPT) {
      setOptions(read, event.options());
    }
    read.seqnum = Integer.toUnsignedLong(event.seqnum());
    read.connid = connidSize == 8 ? event.connid() : event.connid() & 0xFFFF_FFFFL;
  }

  private static void setOptions(final NetworkEvent read, final ConnectionOptions options) {
    read.mss = options.mss();
    read.sackopt = options.sackopt();
    read.tsopt = options.tsopt();
    read.wsopt = options.wsopt();
    read.rcvwin = Integer.toUnsignedLong(options.rcvwin());
    read.rcvwinscale = options.rcvwinscale();
    read.sndwinscale = options.sndwinscale();
  }
}
