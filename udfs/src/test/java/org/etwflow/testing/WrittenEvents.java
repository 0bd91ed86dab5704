package org.etwflow.testing;

import java.util.List;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.traces.ConnectionOptions;
import org.etwflow.traces.IpAddress;
import org.etwflow.traces.TrafficEvent;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;

/** Expected network events of written traces. */
public final class WrittenEvents {

  private WrittenEvents() {}

  /** All readable events, in file order. */
  public static List<NetworkEvent> of(final WrittenTrace trace) {
    return trace.readableEvents().stream().map(WrittenEvents::asRead).toList();
  }

  /** Readable TCP sends over IPv4, in file order. */
  public static List<NetworkEvent> sendsOf(final WrittenTrace trace) {
    return of(trace).stream().filter(event -> event.type == EventType.TCP_SEND_IPV4).toList();
  }

  /** Readable events of a buffer, in file order. */
  public static List<NetworkEvent> of(final WrittenTrace trace, final WrittenBuffer buffer) {
    return trace.readableEvents().stream()
        .filter(written -> written.buffer().orElseThrow().equals(buffer))
        .map(WrittenEvents::asRead)
        .toList();
  }

  /** The type of an event. */
  public static EventType type(final WrittenEvent written) {
    return EventType.valueOf(written.event().type().name());
  }

  /** The expected event. */
  public static NetworkEvent asRead(final WrittenEvent written) {
    final NetworkEvent read = asReadWithoutDetails(written);
    setDetails(read, written);
    return read;
  }

  /** The expected event of a schema that does not set the fields that can be null. */
  public static NetworkEvent asReadWithoutDetails(final WrittenEvent written) {
    final NetworkEvent read = NetworkEvents.of(type(written));
    read.time = written.time();
    read.cpu = written.cpu();
    read.processId = NetworkEvent.UNKNOWN_PROCESS;
    if (written.event().type().hasFlow()) {
      setEndpoints(read, written);
    }
    if (isFull(written) && isTcpSend(written.event())) {
      read.startime = Integer.toUnsignedLong(written.event().startTime());
      read.endtime = Integer.toUnsignedLong(written.event().endTime());
    }
    return read;
  }

  private static boolean isFull(final WrittenEvent written) {
    return written.encoding().version() >= 2;
  }

  private static boolean isTcpSend(final TrafficEvent event) {
    return event.type().kind() == Kind.SEND && event.type().protocol() == Protocol.TCP;
  }

  private static void setEndpoints(final NetworkEvent read, final WrittenEvent written) {
    final IpAddress local = written.event().flow().local().address();
    final IpAddress remote = written.event().flow().remote().address();
    read.processId = Integer.toUnsignedLong(written.processId());
    read.octets = Integer.toUnsignedLong(written.event().size());
    read.localAddressHigh = local.high();
    read.localAddressLow = local.low();
    read.localPort = written.event().flow().local().port();
    read.remoteAddressHigh = remote.high();
    read.remoteAddressLow = remote.low();
    read.remotePort = written.event().flow().remote().port();
  }

  /** Sets the fields that not every type and not every version has. */
  private static void setDetails(final NetworkEvent read, final WrittenEvent written) {
    final TrafficEvent event = written.event();
    if (event.type().kind() == Kind.FAIL) {
      read.addressFamily = Integer.toUnsignedLong(event.proto());
      read.failureCode = isFull(written) ? (Integer) event.failureCode() : null;
    } else if (isFull(written)) {
      read.seqnum = Integer.toUnsignedLong(event.seqnum());
      read.connid =
          written.encoding().connidSize() == 8 ? event.connid() : event.connid() & 0xFFFF_FFFFL;
      if (event.type().kind() == Kind.CONNECT || event.type().kind() == Kind.ACCEPT) {
        setOptions(read, event.options());
      }
    }
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
