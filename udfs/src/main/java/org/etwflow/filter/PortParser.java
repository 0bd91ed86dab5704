package org.etwflow.filter;

import java.util.Locale;

/** Parses a port or a range of ports. */
final class PortParser implements SelectionParser.ItemParser<Range> {

  private static final int MAX_PORT = 0xFFFF;

  @Override
  public Range parse(final TextCursor text) {
    final int start = text.offset();
    final int first = port(text);
    final int last = text.take('-') ? port(text) : first;
    if (last < first) {
      throw text.wrong(
          start,
          String.format(Locale.ROOT, "'%d-%d' runs backwards: write %2$d-%1$d", first, last));
    }
    return new Range(first, last);
  }

  private static int port(final TextCursor text) {
    final int start = text.offset();
    final String digits =
        text.takeWhile(character -> character != '-' && !SelectionParser.endsItem(character));
    if (digits.isEmpty()) {
      throw text.wrongHere("a port is expected: write 443 or 8000-8999, for example");
    }
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > MAX_PORT) {
      throw text.wrong(start, "'" + digits + "' is not a port from 0 to 65535");
    }
    return Integer.parseInt(digits);
  }
}
