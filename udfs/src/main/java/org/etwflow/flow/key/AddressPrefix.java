package org.etwflow.flow.key;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.etwflow.event.IpAddress;

/**
 * Prefix lengths of the addresses in a key, for IPv4 and IPv6, and the bit masks of the prefixes.
 */
final class AddressPrefix implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  /** Prefix length of IPv6 if only that of IPv4 is given: a subnet (RFC 4291, 2.5.4). */
  private static final int IPV6_SUBNET_BITS = 64;

  private static final Pattern TEXT = Pattern.compile("/([0-9]{1,2})(?:\\s*,\\s*([0-9]{1,3}))?");

  /** Whole addresses. */
  static final AddressPrefix WHOLE = new AddressPrefix(IPV4_BITS, IPV6_BITS, "", "");

  /** No part of the addresses. */
  static final AddressPrefix NONE = new AddressPrefix(0L, 0, 0, "", "");

  private final long ipv6High;
  private final long ipv6Low;

  /** Mask of the lower half of an IPv4-mapped address, whose upper half is 0. */
  private final long ipv4Low;

  private final String ipv4Suffix;
  private final String ipv6Suffix;

  private AddressPrefix(
      final long ipv6High,
      final long ipv6Low,
      final long ipv4Low,
      final String ipv4Suffix,
      final String ipv6Suffix) {
    this.ipv6High = ipv6High;
    this.ipv6Low = ipv6Low;
    this.ipv4Low = ipv4Low;
    this.ipv4Suffix = ipv4Suffix;
    this.ipv6Suffix = ipv6Suffix;
  }

  private AddressPrefix(
      final int ipv4Bits, final int ipv6Bits, final String ipv4Suffix, final String ipv6Suffix) {
    this(
        upperBits(Math.min(ipv6Bits, Long.SIZE)),
        upperBits(Math.max(ipv6Bits - Long.SIZE, 0)),
        upperBits(Integer.SIZE + ipv4Bits),
        ipv4Suffix,
        ipv6Suffix);
  }

  private static long upperBits(final int count) {
    return count == 0 ? 0 : -1L << (Long.SIZE - count);
  }

  /**
   * Parses prefix lengths.
   *
   * @param text whole item, for the message
   * @param prefix {@code /N}, or {@code /N,M} with the length of IPv6 prefixes
   * @throws IllegalArgumentException if they are invalid, with a message for users
   */
  static AddressPrefix parse(final String text, final String prefix) {
    final Matcher lengths = TEXT.matcher(prefix);
    if (!lengths.matches()) {
      throw invalid(text);
    }
    final int ipv4Bits = Integer.parseInt(lengths.group(1));
    final String ipv6Text = lengths.group(2);
    final int ipv6Bits = ipv6Text == null ? IPV6_SUBNET_BITS : Integer.parseInt(ipv6Text);
    if (ipv4Bits > IPV4_BITS || ipv6Bits > IPV6_BITS) {
      throw invalid(text);
    }
    return new AddressPrefix(ipv4Bits, ipv6Bits, "/" + ipv4Bits, "/" + ipv6Bits);
  }

  private static IllegalArgumentException invalid(final String text) {
    return new IllegalArgumentException(
        "'%s' has no prefix length from 0 to 32, or to 128 for IPv6: write %s/24 or %2$s/24,64, for example"
            .formatted(text, text.substring(0, text.indexOf('/'))));
  }

  /** Mask of the upper eight bytes of an address. */
  long highMask(final boolean isIpv6) {
    return isIpv6 ? ipv6High : 0;
  }

  /** Mask of the lower eight bytes of an address. */
  long lowMask(final boolean isIpv6) {
    return isIpv6 ? ipv6Low : ipv4Low;
  }

  /** Formats a masked address, with its prefix length unless it is the whole address. */
  String text(final boolean isIpv6, final long high, final long low) {
    return IpAddress.text(isIpv6, high, low) + (isIpv6 ? ipv6Suffix : ipv4Suffix);
  }
}
