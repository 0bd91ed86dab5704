package org.etwflow.traces;

/**
 * One end of a flow.
 *
 * @param address its address
 * @param port 0 to 65,535
 */
public record Endpoint(IpAddress address, int port) {

  public Endpoint {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("port must be 0 to 65,535: " + port);
    }
  }

  /**
   * Creates an endpoint from an address as text.
   *
   * @param address see {@link IpAddress#of}
   */
  public static Endpoint of(String address, int port) {
    return new Endpoint(IpAddress.of(address), port);
  }
}
