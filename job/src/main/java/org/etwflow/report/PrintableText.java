package org.etwflow.report;

import java.util.Locale;

/**
 * Escapes untrusted text (names of files, machines and processes) for a terminal. Control
 * characters, line breaks and bidirectional controls are replaced by their Java escapes, such as
 * {@code \}{@code u001b}, so that no name can inject terminal escape sequences or fake a line.
 * Files of rows hold the text as it is.
 */
public final class PrintableText {

  private PrintableText() {}

  /** Escapes a text that is part of one line. */
  public static String of(final String text) {
    return escaped(text, false);
  }

  /** Escapes a text of several lines, and keeps its line feeds and tabs. */
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
      // All code points that are escaped have up to 16 bits.
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
          // Unpaired surrogates cannot be encoded.
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
