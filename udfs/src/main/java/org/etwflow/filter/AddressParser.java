package org.etwflow.filter;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.etwflow.event.IpAddress;

/** Parses an IPv4 or IPv6 address or prefix to a range of addresses. */
final class AddressParser implements SelectionParser.ItemParser<AddressRange> {

  private static final int IPV4_BYTES = 4;
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;
  private static final String EXAMPLE =
      ": write 10.1.2.3, 10.0.0.0/8, 2001:db8::1 or 2001:db8::/32, for example";

  @Override
  public AddressRange parse(final TextCursor text) {
    final int start = text.offset();
    final String address = token(text);
    if (address.matches("[^:]*[A-Za-z][^:]*|[0-9.]+:[0-9]*")) {
      throw text.wrong(start, "'" + address + "' is not an address" + remedy(address));
    }
    return address.indexOf(':') >= 0
        ? ipv6(text, start, address)
        : ipv4(text, start, ipv4Address(text, start, address));
  }

  private static String remedy(final String text) {
    return text.indexOf(':') >= 0
        ? ": ports are selected by --port"
        : "; names of hosts are not looked up" + EXAMPLE;
  }

  private static String token(final TextCursor text) {
    return text.takeWhile(character -> character != '/' && !SelectionParser.endsItem(character));
  }

  /** Parses four bytes; rejects leading zeros, which some programs take for octal. */
  private static long ipv4Address(final TextCursor text, final int start, final String written) {
    final String[] parts = written.split("\\.", -1);
    long address = 0;
    int at = start;
    for (final String digits : parts) {
      if (digits.isEmpty()) {
        throw text.wrong(at, "a byte of an address is expected" + EXAMPLE);
      }
      if (!digits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(digits) > 0xFF) {
        throw text.wrong(at, "'" + digits + "' is not a byte of an address" + EXAMPLE);
      }
      address = address << Byte.SIZE | Integer.parseInt(digits);
      at += digits.length() + 1;
    }
    if (parts.length != IPV4_BYTES) {
      throw text.wrong(start, "an IPv4 address has four bytes" + EXAMPLE);
    }
    return address;
  }

  private static AddressRange ipv4(final TextCursor text, final int start, final long address) {
    if (!text.take('/')) {
      return AddressRange.ofIpv4(address, address);
    }
    final int bits = prefixLength(text, IPV4_BITS);
    final long size = 1L << (IPV4_BITS - bits);
    final long first = address & -size;
    if (address != first) {
      throw beyondPrefix(text, start, IpAddress.ipv4(address), bits, IpAddress.ipv4(first));
    }
    return AddressRange.ofIpv4(first, first + size - 1);
  }

  private static AddressRange ipv6(final TextCursor text, final int start, final String written) {
    final byte[] address = ipv6Address(text, start, written);
    final ByteBuffer halves = ByteBuffer.wrap(address);
    final long high = halves.getLong();
    final long low = halves.getLong();
    if (!text.take('/')) {
      return AddressRange.ofIpv6(high, low, high, low);
    }
    final int bits = prefixLength(text, IPV6_BITS);
    final long highMask = lowerBits(Long.SIZE - Math.min(bits, Long.SIZE));
    final long lowMask = lowerBits(IPV6_BITS - Math.max(bits, Long.SIZE));
    if (((high & highMask) | (low & lowMask)) != 0) {
      throw beyondPrefix(
          text,
          start,
          IpAddress.text(true, high, low),
          bits,
          IpAddress.text(true, high & ~highMask, low & ~lowMask));
    }
    return AddressRange.ofIpv6(high, low, high | highMask, low | lowMask);
  }

  private static long lowerBits(final int count) {
    return count == 0 ? 0 : -1L >>> (Long.SIZE - count);
  }

  /**
   * Parses a literal. The JDK does not look up texts with a colon in the name service. It returns
   * mapped IPv4 addresses as IPv4.
   */
  private static byte[] ipv6Address(final TextCursor text, final int start, final String written) {
    if (!written.matches("[0-9a-fA-F:.]+")) {
      throw text.wrong(start, "'" + written + "' is not an IPv6 address" + EXAMPLE);
    }
    try {
      final InetAddress address = InetAddress.getByName(written);
      return address instanceof Inet6Address ? address.getAddress() : mapped(address.getAddress());
    } catch (final UnknownHostException e) {
      throw text.wrong(start, "'" + written + "' is not an IPv6 address" + EXAMPLE);
    }
  }

  private static byte[] mapped(final byte[] ipv4) {
    return ByteBuffer.allocate(16).putInt(8, 0xFFFF).put(12, ipv4).array();
  }

  /** Rejects bits beyond a prefix, which may mean a single address or the subnet. */
  private static SyntaxException beyondPrefix(
      final TextCursor text,
      final int start,
      final String single,
      final int bits,
      final String first) {
    return text.wrong(
        start,
        String.format(
            Locale.ROOT,
            "'%s/%d' has bits beyond its prefix: write %s/%d, or %s for the one address",
            single,
            bits,
            first,
            bits,
            single));
  }

  private static int prefixLength(final TextCursor text, final int max) {
    final int start = text.offset();
    final String digits = token(text);
    if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > max) {
      throw text.wrong(start, "'" + digits + "' is not a prefix length from 0 to " + max);
    }
    return Integer.parseInt(digits);
  }
}
