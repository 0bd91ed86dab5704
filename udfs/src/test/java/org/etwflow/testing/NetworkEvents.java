package org.etwflow.testing;

import java.util.List;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.event.SendIPV4;

/** Network events, created or read from files. */
public final class NetworkEvents {

  private NetworkEvents() {}

  /** Lower half of the IPv6 address to which an IPv4 address is mapped. */
  public static long mapped(final long ipv4) {
    return 0xFFFF_0000_0000L | ipv4;
  }

  /** An event of a type whose numbers are 0: one over IPv4 is between 0.0.0.0:0 and 0.0.0.0:0. */
  public static NetworkEvent of(final EventType type) {
    final NetworkEvent event = new NetworkEvent();
    event.type = type;
    if (type.hasEndpoints() && !type.isIpv6()) {
      event.localAddressLow = mapped(0);
      event.remoteAddressLow = mapped(0);
    }
    return event;
  }

  /** A TCP send over IPv4 of some bytes at a FILETIME. */
  public static NetworkEvent send(final long octets, final long time) {
    final NetworkEvent send = of(EventType.TCP_SEND_IPV4);
    send.octets = octets;
    send.time = time;
    return send;
  }

  /** The same event as a network event. */
  public static NetworkEvent of(final SendIPV4 send) {
    final NetworkEvent event = send(send.size, send.time);
    event.processId = send.PID;
    event.localAddressLow = mapped(send.saddr);
    event.localPort = send.sport;
    event.remoteAddressLow = mapped(send.daddr);
    event.remotePort = send.dport;
    event.startime = send.startime;
    event.endtime = send.endtime;
    event.seqnum = send.hasTicks() ? send.seqnum : null;
    event.connid = send.hasTicks() ? send.connid : null;
    event.cpu = send.cpu;
    return event;
  }

  /** All events of a file, in file order. */
  public static List<NetworkEvent> in(final byte[] file) {
    return TraceFiles.events(file, new NetworkEventSchema(), NetworkEvent::copy);
  }
}
