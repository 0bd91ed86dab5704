package org.etwflow.filter;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Immutable set of IPv4 and IPv6 addresses as a union of ranges. */
final class Addresses implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The empty set. */
  static final Addresses NONE = new Addresses(Ranges.NONE, new long[0]);

  private static final long UINT32 = 0xFFFF_FFFFL;

  /** Numbers of a range in {@link #ipv6}: first high, first low, last high, last low. */
  private static final int WIDTH = 4;

  private final Ranges ipv4;

  /** Disjoint ranges in ascending order. */
  private final long[] ipv6;

  private Addresses(final Ranges ipv4, final long[] ipv6) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  /** Union of prefixes, which may be in any order and overlap: then one contains the other. */
  static Addresses of(final List<AddressRange> prefixes) {
    final List<Range> ofIpv4 =
        prefixes.stream()
            .filter(prefix -> !prefix.isIpv6())
            .map(prefix -> new Range(prefix.firstLow(), prefix.lastLow()))
            .toList();
    final List<AddressRange> disjoint = new ArrayList<>();
    prefixes.stream()
        .filter(AddressRange::isIpv6)
        .sorted(AddressRange.ORDER)
        .forEach(prefix -> add(prefix, disjoint));
    return new Addresses(
        Ranges.of(ofIpv4),
        disjoint.stream()
            .flatMapToLong(
                range ->
                    LongStream.of(
                        range.firstHigh(), range.firstLow(), range.lastHigh(), range.lastLow()))
            .toArray());
  }

  /** Adds a prefix to ranges before it. Adjacent ones become one, so that equal sets are equal. */
  private static void add(final AddressRange prefix, final List<AddressRange> ranges) {
    final AddressRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    if (last == null || isAfter(prefix, last)) {
      if (last != null && isNext(prefix, last)) {
        ranges.set(
            ranges.size() - 1,
            AddressRange.ofIpv6(
                last.firstHigh(), last.firstLow(), prefix.lastHigh(), prefix.lastLow()));
      } else {
        ranges.add(prefix);
      }
    }
  }

  /** Whether a range that is after another one starts at the next address. */
  private static boolean isNext(final AddressRange range, final AddressRange before) {
    return range.firstLow() == before.lastLow() + 1
        && range.firstHigh() == before.lastHigh() + (range.firstLow() == 0 ? 1 : 0);
  }

  private static boolean isAfter(final AddressRange range, final AddressRange before) {
    return compare(range.firstHigh(), range.firstLow(), before.lastHigh(), before.lastLow()) > 0;
  }

  private static int compare(
      final long high, final long low, final long otherHigh, final long otherLow) {
    return high == otherHigh
        ? Long.compareUnsigned(low, otherLow)
        : Long.compareUnsigned(high, otherHigh);
  }

  /**
   * Whether the set contains an address.
   *
   * @param low lower eight bytes; of IPv4, the upper half is ignored
   */
  boolean contains(final boolean isIpv6, final long high, final long low) {
    return isIpv6 ? containsIpv6(high, low) : ipv4.contains(low & UINT32);
  }

  private boolean containsIpv6(final long high, final long low) {
    int from = 0;
    int to = ipv6.length / WIDTH;
    while (from < to) {
      final int middle = (from + to) >>> 1;
      final int at = middle * WIDTH;
      if (compare(ipv6[at], ipv6[at + 1], high, low) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    final int last = (from - 1) * WIDTH;
    return from > 0 && compare(high, low, ipv6[last + 2], ipv6[last + 3]) <= 0;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof Addresses that
        && ipv4.equals(that.ipv4)
        && Arrays.equals(ipv6, that.ipv6);
  }

  @Override
  public int hashCode() {
    return 31 * ipv4.hashCode() + Arrays.hashCode(ipv6);
  }

  /** The ranges as text: equal for equal sets. */
  @Override
  public String toString() {
    return ipv4 + " " + Arrays.toString(ipv6);
  }
}
