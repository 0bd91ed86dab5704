package org.etwflow.traces;

/**
 * A process and a TCP connection over IPv4: a {@link TrafficFlow} of IPv4 addresses.
 *
 * @param processId the PID, unsigned
 * @param localAddress the local address, first octet in the high byte
 * @param localPort 0 to 65,535
 * @param remoteAddress the remote address, first octet in the high byte
 * @param remotePort 0 to 65,535
 */
public record Flow(
    int processId, int localAddress, int localPort, int remoteAddress, int remotePort) {

  /**
   * Creates a flow from addresses in dotted decimal.
   *
   * @param local such as {@code 10.0.0.1}
   * @throws IllegalArgumentException if an address is not four octets
   */
  public static Flow of(int processId, String local, int localPort, String remote, int remotePort) {
    return of(TrafficFlow.of(processId, local, localPort, remote, remotePort));
  }

  static Flow of(TrafficFlow flow) {
    if (flow.isIpv6()) {
      throw new IllegalArgumentException("IPv4 addresses expected: " + flow);
    }
    return new Flow(
        flow.processId(),
        flow.local().address().lastOctets(),
        flow.local().port(),
        flow.remote().address().lastOctets(),
        flow.remote().port());
  }

  /** The local address in dotted decimal. */
  public String localText() {
    return IpAddress.ofIpv4(localAddress).text();
  }

  /** The remote address in dotted decimal. */
  public String remoteText() {
    return IpAddress.ofIpv4(remoteAddress).text();
  }

  /** This flow with the address type of both IP versions. */
  public TrafficFlow traffic() {
    return new TrafficFlow(
        processId,
        new Endpoint(IpAddress.ofIpv4(localAddress), localPort),
        new Endpoint(IpAddress.ofIpv4(remoteAddress), remotePort));
  }
}
