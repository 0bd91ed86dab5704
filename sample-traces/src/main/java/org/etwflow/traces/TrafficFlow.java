package org.etwflow.traces;

/**
 * A process and the two ends of its connection or datagrams, both of one IP version.
 *
 * @param processId the PID, unsigned
 * @param local the end of this machine; in a UDP receive the address the datagram was sent to
 * @param remote the other end
 */
public record TrafficFlow(int processId, Endpoint local, Endpoint remote) {

  /** The flow of an event that has none. */
  static final TrafficFlow NONE = of(0, "0.0.0.0", 0, "0.0.0.0", 0);

  public TrafficFlow {
    if (local.address().version() != remote.address().version()) {
      throw new IllegalArgumentException("the ends of a flow must be of one IP version");
    }
  }

  /**
   * Creates a flow from addresses as text.
   *
   * @param local see {@link IpAddress#of}
   */
  public static TrafficFlow of(
      int processId, String local, int localPort, String remote, int remotePort) {
    return new TrafficFlow(
        processId, Endpoint.of(local, localPort), Endpoint.of(remote, remotePort));
  }

  public boolean isIpv6() {
    return local.address().isIpv6();
  }

  /** The flow of another process with the same ends. */
  TrafficFlow ofProcess(int newProcessId) {
    return newProcessId == processId ? this : new TrafficFlow(newProcessId, local, remote);
  }

  /** The flow with its ends exchanged. */
  TrafficFlow reversed() {
    return new TrafficFlow(processId, remote, local);
  }
}
