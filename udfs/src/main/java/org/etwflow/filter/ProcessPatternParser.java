package org.etwflow.filter;

import java.util.Locale;

/** Parses a process pattern: digits are a PID, everything else is a name. */
final class ProcessPatternParser implements SelectionParser.ItemParser<ProcessPattern> {

  private static final long MAX_ID = 0xFFFF_FFFFL;
  private static final int MAX_DIGITS = 10;

  @Override
  public ProcessPattern parse(final TextCursor text) {
    text.skipSpaces();
    final int start = text.offset();
    final String item = text.takeWhile(character -> character != ',').stripTrailing();
    if (item.isEmpty()) {
      throw text.wrong(
          start, "a process is expected: write chrome.exe, svchost* or 1234, for example");
    }
    return item.matches("[0-9]+")
        ? new ProcessPattern.Id(id(text, start, item))
        : new ProcessPattern.Name(item);
  }

  private static long id(final TextCursor text, final int start, final String digits) {
    if (digits.length() > MAX_DIGITS || Long.parseLong(digits) > MAX_ID) {
      throw text.wrong(
          start, String.format(Locale.ROOT, "'%s' is not a PID from 0 to %d", digits, MAX_ID));
    }
    return Long.parseLong(digits);
  }
}
