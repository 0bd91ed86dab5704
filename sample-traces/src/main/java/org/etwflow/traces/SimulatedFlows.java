package org.etwflow.traces;

import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;

/**
 * The flows of a simulated machine: their processes and endpoints, and the sequence of events on
 * each.
 *
 * <p>With {@code --connections}, a TCP flow repeats: connect or accept, sends, receives and
 * retransmits, disconnect. Before some connects there is a reconnect or a failure.
 */
final class SimulatedFlows {

  private static final int[] TCP_PORTS = {443, 443, 443, 80, 445, 1_433, 389, 8_080};
  private static final int[] UDP_PORTS = {53, 443, 443, 123, 3_478, 5_355};

  private static final int FIRST_EPHEMERAL_PORT = 49_152;
  private static final int EPHEMERAL_PORTS = 1 << 14;

  /** 198.18.0.0/15, reserved for benchmarks (RFC 2544). */
  private static final int REMOTE_NETWORK = 198 << 24 | 18 << 16;

  private static final int REMOTE_ADDRESSES = 1 << 17;

  /** Documentation prefix 2001:db8::/64. */
  private static final long IPV6_NETWORK = 0x20010DB8_00000000L;

  /** 2001:db8:0:1: the single zero is written in full. */
  private static final long IPV6_NETWORK_1 = 0x20010DB8_00000001L;

  /** fe80::/64. */
  private static final long LINK_LOCAL = 0xFE80L << 48;

  /** Number of flows over IPv6 after which the forms of their addresses repeat. */
  private static final int ADDRESS_FORMS = 8;

  private static final int FORM_MAPPED = 1;
  private static final int FORM_LINK_LOCAL = 3;
  private static final int FORM_SINGLE_ZERO = 5;

  // Odds in 1/128 of the next event on an open TCP flow, and in 1/16 on a closed outbound one.
  private static final int DISCONNECTS = 1;
  private static final int RETRANSMITS = 2;
  private static final int RECONNECTS = 1;
  private static final int FAILURES = 1;

  private final TrafficFlow[] flows;
  private final int[] processOf;
  private final Protocol[] protocols;
  private final boolean[] inbound;
  private final boolean[] open;
  private final boolean hasConnections;
  private final boolean hasFailures;
  private final long receiveThreshold;

  /** Random numbers of their own: processes and times do not depend on the kinds of events. */
  private final SplitMix64 random;

  private int ipv6Flows;

  /**
   * Creates the flows of a machine.
   *
   * @param number number of the machine
   * @param machine random numbers of the machine
   */
  SimulatedFlows(TraceOptions options, int number, int[] processIds, SplitMix64 machine) {
    random = new SplitMix64(~(options.seed + number));
    flows = new TrafficFlow[options.flows];
    processOf = new int[options.flows];
    protocols = new Protocol[options.flows];
    inbound = new boolean[options.flows];
    open = new boolean[options.flows];
    hasConnections = options.connections;
    hasFailures = options.encoding().version() > 0;
    receiveThreshold = threshold(options.receives);
    create(options, number, processIds, machine);
  }

  TrafficFlow get(int index) {
    return flows[index];
  }

  /** Number of the process that owns a flow. */
  int processOf(int index) {
    return processOf[index];
  }

  /** Draws the type of the next event on a flow. */
  TrafficType next(int index) {
    final Kind kind = nextKind(index);
    return TrafficType.of(protocols[index], kind, kind != Kind.FAIL && flows[index].isIpv6());
  }

  private Kind nextKind(int index) {
    final long number = random.next();
    if (hasConnections && protocols[index] == Protocol.TCP) {
      return nextTcpKind(index, number);
    }
    if (hasConnections && hasFailures && (number & 0x7FF) == 0) {
      return Kind.FAIL;
    }
    return sendOrReceive(number);
  }

  private Kind nextTcpKind(int index, long number) {
    if (!open[index]) {
      return openingKind(index, number);
    }
    final int drawn = (int) (number & 0x7F);
    if (drawn < DISCONNECTS) {
      open[index] = false;
      return Kind.DISCONNECT;
    }
    return drawn < DISCONNECTS + RETRANSMITS ? Kind.RETRANSMIT : sendOrReceive(number);
  }

  private Kind openingKind(int index, long number) {
    if (inbound[index]) {
      open[index] = true;
      return Kind.ACCEPT;
    }
    final int drawn = (int) (number & 0xF);
    if (drawn < RECONNECTS) {
      return Kind.RECONNECT;
    }
    if (hasFailures && drawn < RECONNECTS + FAILURES) {
      return Kind.FAIL;
    }
    open[index] = true;
    return Kind.CONNECT;
  }

  private Kind sendOrReceive(long number) {
    return number >>> 32 < receiveThreshold ? Kind.RECEIVE : Kind.SEND;
  }

  /**
   * Assigns each flow its process and endpoints. All flows are distinct: flows with the same
   * ephemeral port are 2^14 apart, and the factors below then give different remote addresses.
   */
  private void create(TraceOptions options, int number, int[] processIds, SplitMix64 machine) {
    final int local = 10 << 24 | 20 << 16 | (number / 250) << 8 | (number % 250 + 1);
    final long udpThreshold = threshold(options.udp);
    final long ipv6Threshold = threshold(options.ipv6);
    for (int i = 0; i < flows.length; i++) {
      processOf[i] = machine.below(processIds.length);
      final int tcpPort = TCP_PORTS[machine.below(TCP_PORTS.length)];
      inbound[i] = machine.below(4) == 0;
      final boolean isUdp = random.next() >>> 32 < udpThreshold;
      protocols[i] = isUdp ? Protocol.UDP : Protocol.TCP;
      final int form = random.next() >>> 32 < ipv6Threshold ? ipv6Flows++ % ADDRESS_FORMS : -1;
      final int ephemeral = FIRST_EPHEMERAL_PORT + i % EPHEMERAL_PORTS;
      final int remote = REMOTE_NETWORK + (i * 7_919 + i / EPHEMERAL_PORTS & REMOTE_ADDRESSES - 1);
      final int port = isUdp ? UDP_PORTS[i % UDP_PORTS.length] : tcpPort;
      flows[i] =
          new TrafficFlow(
              processIds[processOf[i]],
              new Endpoint(address(form, local), inbound[i] ? port : ephemeral),
              new Endpoint(address(form, remote), inbound[i] ? ephemeral : port));
    }
  }

  /**
   * The address of an end of a flow.
   *
   * @param form form of IPv6 addresses, negative for IPv4
   * @param octets the IPv4 address; the last 32 bits of an IPv6 address
   */
  private static IpAddress address(int form, int octets) {
    if (form < 0) {
      return IpAddress.ofIpv4(octets);
    }
    final long low = Integer.toUnsignedLong(octets);
    return switch (form) {
      case FORM_MAPPED -> IpAddress.ofIpv6(0, 0xFFFFL << 32 | low);
      case FORM_LINK_LOCAL -> IpAddress.ofIpv6(LINK_LOCAL, 1L << 48 | low);
      case FORM_SINGLE_ZERO -> IpAddress.ofIpv6(IPV6_NETWORK_1, 1L << 48 | 1L << 32 | low);
      default -> IpAddress.ofIpv6(IPV6_NETWORK, low);
    };
  }

  private static long threshold(double share) {
    return (long) (share * (1L << 32));
  }
}
