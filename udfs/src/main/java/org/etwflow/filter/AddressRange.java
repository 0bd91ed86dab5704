package org.etwflow.filter;

import java.util.Comparator;

/**
 * A range of addresses of one IP version: an address, or all addresses with a prefix. Addresses are
 * unsigned numbers of 128 bits; those of IPv4 have 32 bits.
 *
 * @param isIpv6 whether they are IPv6 addresses
 * @param firstHigh upper eight bytes of the first address
 * @param firstLow lower eight bytes of the first address
 * @param lastHigh upper eight bytes of the last address
 * @param lastLow lower eight bytes of the last address
 */
record AddressRange(boolean isIpv6, long firstHigh, long firstLow, long lastHigh, long lastLow) {

  /** Order by first address, and of ranges with the same one, the largest first. */
  static final Comparator<AddressRange> ORDER =
      Comparator.comparing(AddressRange::firstHigh, Long::compareUnsigned)
          .thenComparing(AddressRange::firstLow, Long::compareUnsigned)
          .thenComparing(AddressRange::lastHigh, (a, b) -> Long.compareUnsigned(b, a))
          .thenComparing(AddressRange::lastLow, (a, b) -> Long.compareUnsigned(b, a));

  static AddressRange ofIpv4(final long first, final long last) {
    return new AddressRange(false, 0, first, 0, last);
  }

  static AddressRange ofIpv6(
      final long firstHigh, final long firstLow, final long lastHigh, final long lastLow) {
    return new AddressRange(true, firstHigh, firstLow, lastHigh, lastLow);
  }
}
