package org.etwflow.traces;

/**
 * A process and a TCP connection over IPv4.
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
    return new Flow(processId, parse(local), localPort, parse(remote), remotePort);
  }

  /** The local address in dotted decimal. */
  public String localText() {
    return text(localAddress);
  }

  /** The remote address in dotted decimal. */
  public String remoteText() {
    return text(remoteAddress);
  }

  private static String text(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xFF)
        + "."
        + (address >>> 8 & 0xFF)
        + "."
        + (address & 0xFF);
  }

  private static int parse(String text) {
    final String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      throw new IllegalArgumentException("IPv4 address expected: " + text);
    }
    int address = 0;
    for (final String octet : octets) {
      address = address << 8 | Integer.parseInt(octet);
    }
    return address;
  }
}
