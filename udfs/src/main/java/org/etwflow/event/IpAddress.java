package org.etwflow.event;

import org.apache.flink.annotation.Internal;

/**
 * Text form of IP addresses. An address is 16 bytes in two longs, big-endian. IPv4 addresses have
 * their mapped form, {@code ::ffff:a.b.c.d} (RFC 4291, 2.5.5.2); whether such an address is one of
 * IPv4 or of IPv6 is known from the event.
 */
@Internal
public final class IpAddress {

  /** Lower long of {@code ::ffff:0.0.0.0}: the prefix of mapped IPv4 addresses. */
  public static final long IPV4_MAPPED = 0xFFFFL << Integer.SIZE;

  private static final int GROUPS = 8;
  private static final long GROUP = 0xFFFF;

  private IpAddress() {}

  /** Formats an address: dotted decimal for IPv4, the canonical form of RFC 5952 for IPv6. */
  public static String text(final boolean isIpv6, final long high, final long low) {
    return isIpv6 ? ipv6(high, low) : ipv4(low);
  }

  /**
   * Formats an IPv4 address in dotted decimal.
   *
   * @param address uint32, host order; upper bits are ignored
   */
  public static String ipv4(final long address) {
    return appendIpv4(new StringBuilder(15), address).toString();
  }

  private static StringBuilder appendIpv4(final StringBuilder text, final long address) {
    return text.append(address >>> 24 & 0xFF)
        .append('.')
        .append(address >>> 16 & 0xFF)
        .append('.')
        .append(address >>> 8 & 0xFF)
        .append('.')
        .append(address & 0xFF);
  }

  /**
   * Formats an IPv6 address: lower case without leading zeros, {@code ::} for the first longest run
   * of two or more zero groups, and dotted decimal for a mapped IPv4 address (RFC 5952, 4 and 5).
   */
  private static String ipv6(final long high, final long low) {
    final StringBuilder text = new StringBuilder(39);
    if (high == 0 && low >>> Integer.SIZE == GROUP) {
      return appendIpv4(text.append("::ffff:"), low).toString();
    }
    final int longest = longestRun(high, low);
    final int from = longest >>> 4;
    final int to = from + (longest & 0xF);
    for (int i = 0; i < GROUPS; i++) {
      if (i == from && to > from) {
        text.append("::");
        i = to - 1;
      } else {
        if (i > 0 && i != to) {
          text.append(':');
        }
        text.append(Long.toHexString(group(high, low, i)));
      }
    }
    return text.toString();
  }

  /** Start of the first longest run of zero groups, times 16, plus its length; 0 if it is short. */
  private static int longestRun(final long high, final long low) {
    int longest = 0;
    int length = 0;
    for (int i = 0; i < GROUPS; i++) {
      length = group(high, low, i) == 0 ? length + 1 : 0;
      if (length > Math.max(1, longest & 0xF)) {
        longest = (i + 1 - length) << 4 | length;
      }
    }
    return longest;
  }

  private static long group(final long high, final long low, final int index) {
    final long half = index < GROUPS / 2 ? high : low;
    return half >>> ((3 - index % 4) * Short.SIZE) & GROUP;
  }
}
