package org.etwflow.traces;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An IP address with its version: an IPv4 address and the IPv6 address that maps it are different.
 *
 * @param high the first 64 bits; 0 for IPv4
 * @param low the last 64 bits; for IPv4 those of the mapped address, 0xFFFF and the four octets
 * @param version 4 or 6
 */
public record IpAddress(long high, long low, int version) {

  private static final int GROUPS = 8;
  private static final long MAPPED = 0xFFFFL << 32;
  private static final long IPV4_MASK = 0xFFFF_FFFFL;

  /** Two or more groups of zeros. */
  private static final Pattern ZEROS = Pattern.compile("(?:^|:)(0(?::0)+)(?=:|$)");

  public IpAddress {
    final boolean fits = version == 6 || (version == 4 && isMapped(high, low));
    if (!fits) {
      throw new IllegalArgumentException("invalid address of version " + version);
    }
  }

  /** Creates an IPv4 address; its first octet is the high byte. */
  public static IpAddress ofIpv4(int address) {
    return new IpAddress(0, MAPPED | (address & IPV4_MASK), 4);
  }

  /** Creates an IPv6 address. */
  public static IpAddress ofIpv6(long high, long low) {
    return new IpAddress(high, low, 6);
  }

  /**
   * Parses an address.
   *
   * @param text four octets, or an IPv6 address with a colon, such as {@code 2001:db8::1} or {@code
   *     ::ffff:10.0.0.1}
   * @throws IllegalArgumentException if it is neither
   */
  public static IpAddress of(String text) {
    final int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return ofIpv4(parseIpv4(text));
    }
    if (text.indexOf('.') < 0) {
      return parseIpv6(text);
    }
    final int tail = parseIpv4(text.substring(colon + 1));
    return parseIpv6(
        text.substring(0, colon + 1)
            + Integer.toHexString(tail >>> 16)
            + ":"
            + Integer.toHexString(tail & 0xFFFF));
  }

  public boolean isIpv6() {
    return version == 6;
  }

  /** The last four octets: the whole address of an IPv4 address. */
  public int lastOctets() {
    return (int) low;
  }

  /** The address as text: dotted for IPv4; for IPv6 by RFC 5952, with mapped addresses dotted. */
  public String text() {
    if (version == 4) {
      return dotted(lastOctets());
    }
    return isMapped(high, low) ? "::ffff:" + dotted(lastOctets()) : shortened();
  }

  @Override
  public String toString() {
    return text();
  }

  private static boolean isMapped(long high, long low) {
    return high == 0 && low >>> 32 == 0xFFFF;
  }

  private static String dotted(int address) {
    return IntStream.of(24, 16, 8, 0)
        .mapToObj(shift -> Integer.toString(address >>> shift & 0xFF))
        .collect(Collectors.joining("."));
  }

  /** Replaces the longest run of zero groups by two colons; the first one if two are as long. */
  private String shortened() {
    final String groups =
        IntStream.range(0, GROUPS)
            .mapToObj(this::group)
            .map(Integer::toHexString)
            .collect(Collectors.joining(":"));
    final Matcher zeros = ZEROS.matcher(groups);
    int longest = 0;
    String shortest = groups;
    while (zeros.find()) {
      if (zeros.group(1).length() > longest) {
        longest = zeros.group(1).length();
        final String rest = groups.substring(zeros.end());
        shortest =
            groups.substring(0, zeros.start()) + "::" + (rest.isEmpty() ? "" : rest.substring(1));
      }
    }
    return shortest;
  }

  private int group(int index) {
    final long half = index < GROUPS / 2 ? high : low;
    return (int) (half >>> (48 - 16 * (index % (GROUPS / 2)))) & 0xFFFF;
  }

  private static int parseIpv4(String text) {
    final String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      throw new IllegalArgumentException("IPv4 address expected: " + text);
    }
    int address = 0;
    for (final String octet : octets) {
      address = address << 8 | parse(octet, 10, 0xFF, text);
    }
    return address;
  }

  private static IpAddress parseIpv6(String text) {
    final String[] halves = text.split("::", -1);
    final int[] first = groupsOf(halves[0], text);
    final int[] last = halves.length == 1 ? new int[0] : groupsOf(halves[1], text);
    final int missing = GROUPS - first.length - last.length;
    if (halves.length > 2 || (halves.length == 1 ? missing != 0 : missing < 1)) {
      throw new IllegalArgumentException("IPv6 address expected: " + text);
    }
    final int[] groups = Arrays.copyOf(first, GROUPS);
    System.arraycopy(last, 0, groups, first.length + missing, last.length);
    return ofIpv6(half(groups, 0), half(groups, GROUPS / 2));
  }

  private static int[] groupsOf(String part, String text) {
    if (part.isEmpty()) {
      return new int[0];
    }
    return Arrays.stream(part.split(":", -1))
        .mapToInt(group -> parse(group, 16, 0xFFFF, text))
        .toArray();
  }

  private static long half(int[] groups, int from) {
    long half = 0;
    for (int i = from; i < from + GROUPS / 2; i++) {
      half = half << 16 | groups[i];
    }
    return half;
  }

  private static int parse(String digits, int radix, int max, String text) {
    try {
      final int value = Integer.parseInt(digits, radix);
      if (value >= 0 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("IP address expected: " + text, e);
    }
    throw new IllegalArgumentException("IP address expected: " + text);
  }
}
