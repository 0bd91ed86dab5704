package org.etwflow.event;

import org.apache.flink.annotation.Internal;

/** Text form of IPv4 addresses. */
@Internal
public final class Ipv4 {

  private Ipv4() {}

  /**
   * Formats an address in dotted decimal.
   *
   * @param address uint32, host order
   */
  public static String text(final long address) {
    return (address >>> 24 & 0xFF)
        + "."
        + (address >>> 16 & 0xFF)
        + "."
        + (address >>> 8 & 0xFF)
        + "."
        + (address & 0xFF);
  }
}
