package org.etwflow.report;

import java.util.Locale;

/**
 * Text from outside (names of files, machines and processes, messages about them) as a terminal can
 * show it. What would command the terminal, break the line, or turn the order of what is read is
 * replaced by the Java escape of its code, such as {@code \}{@code u001b}. Files of rows keep the
 * text as it is.
 */
public final class PrintableText {

  private PrintableText() {}

  /** A text as a part of one line. */
  public static String of(final String text) {
    return escaped(text, false);
  }

  /** A text of several lines that etwflow has made itself: its line feeds and tabs stay. */
  public static String ofLines(final String text) {
    return escaped(text, true);
  }

  private static String escaped(final String text, final boolean keepsLines) {
    if (text.codePoints().allMatch(code -> isPrintable(code, keepsLines))) {
      return text;
    }
    final StringBuilder printable = new StringBuilder();
    text.codePoints().forEach(code -> append(printable, code, keepsLines));
    return printable.toString();
  }

  private static void append(
      final StringBuilder printable, final int code, final boolean keepsLines) {
    if (isPrintable(code, keepsLines)) {
      printable.appendCodePoint(code);
    } else {
      // All of them have codes of up to 16 bits.
      printable.append(String.format(Locale.ROOT, "\\u%04x", code));
    }
  }

  private static boolean isPrintable(final int code, final boolean keepsLines) {
    if (keepsLines && (code == '\n' || code == '\t')) {
      return true;
    }
    return switch (Character.getType(code)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          // Not paired: it has no encoding.
          Character.SURROGATE ->
          false;
      default -> !isBidirectionalControl(code);
    };
  }

  private static boolean isBidirectionalControl(final int code) {
    return code == 0x061C
        || (code >= 0x200E && code <= 0x200F)
        || (code >= 0x202A && code <= 0x202E)
        || (code >= 0x2066 && code <= 0x2069);
  }
}
