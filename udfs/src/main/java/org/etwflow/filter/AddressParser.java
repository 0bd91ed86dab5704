package org.etwflow.filter;

import java.util.Locale;
import org.etwflow.event.Ipv4;

/** Parses an IPv4 address or prefix to a range of addresses. */
final class AddressParser implements SelectionParser.ItemParser<Range> {

  private static final int BYTES = 4;
  private static final int BITS = 32;
  private static final String EXAMPLE = ": write 10.1.2.3 or 10.0.0.0/8, for example";

  @Override
  public Range parse(final TextCursor text) {
    final int start = text.offset();
    final long address = address(text);
    return text.take('/') ? subnet(text, start, address) : new Range(address, address);
  }

  private static long address(final TextCursor text) {
    long address = oneByte(text);
    for (int i = 1; i < BYTES; i++) {
      if (!text.take('.')) {
        throw text.wrongHere("an address has four bytes" + EXAMPLE);
      }
      address = address << Byte.SIZE | oneByte(text);
    }
    return address;
  }

  /** Parses a byte; rejects leading zeros, which some programs take for octal. */
  private static long oneByte(final TextCursor text) {
    final int start = text.offset();
    final String digits = token(text);
    if (digits.isEmpty()) {
      throw text.wrongHere("a byte of an address is expected" + EXAMPLE);
    }
    if (!digits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(digits) > 0xFF) {
      throw text.wrong(start, "'" + digits + "' is not a byte of an address");
    }
    return Integer.parseInt(digits);
  }

  /** Range of a prefix; rejects bits beyond it, which may mean a single address or the subnet. */
  private static Range subnet(final TextCursor text, final int start, final long address) {
    final int bits = prefixLength(text);
    final long size = 1L << (BITS - bits);
    final long first = address & -size;
    if (address != first) {
      final String single = Ipv4.text(address);
      throw text.wrong(
          start,
          String.format(
              Locale.ROOT,
              "'%s/%d' has bits beyond its prefix: write %s/%d, or %s for the one address",
              single,
              bits,
              Ipv4.text(first),
              bits,
              single));
    }
    return new Range(first, first + size - 1);
  }

  private static int prefixLength(final TextCursor text) {
    final int start = text.offset();
    final String digits = token(text);
    if (!digits.matches("[0-9]{1,2}") || Integer.parseInt(digits) > BITS) {
      throw text.wrong(start, "'" + digits + "' is not a prefix length from 0 to 32");
    }
    return Integer.parseInt(digits);
  }

  private static String token(final TextCursor text) {
    return text.takeWhile(
        character -> character != '.' && character != '/' && !SelectionParser.endsItem(character));
  }
}
