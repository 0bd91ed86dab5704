package org.etwflow.filter;

/** A place in a text that moves on over what is understood. */
final class TextCursor {

  /** Of characters. */
  interface Kind {

    boolean has(char character);
  }

  private final String text;
  private int offset;

  TextCursor(final String text) {
    this.text = text;
  }

  int offset() {
    return offset;
  }

  boolean isAtEnd() {
    return offset == text.length();
  }

  /** Moves over a character if it stands here. */
  boolean take(final char expected) {
    if (isAtEnd() || text.charAt(offset) != expected) {
      return false;
    }
    offset++;
    return true;
  }

  /** Moves over a word, in small or capital letters, if it stands here alone. */
  boolean takeWord(final String expected) {
    final int start = offset;
    if (takeWhile(Character::isLetterOrDigit).equalsIgnoreCase(expected)) {
      return true;
    }
    offset = start;
    return false;
  }

  /** Moves over all characters of a kind that stand here, and tells them. */
  String takeWhile(final Kind kind) {
    final int start = offset;
    while (!isAtEnd() && kind.has(text.charAt(offset))) {
      offset++;
    }
    return text.substring(start, offset);
  }

  void skipSpaces() {
    takeWhile(Character::isWhitespace);
  }

  SyntaxException wrong(final int place, final String message) {
    return new SyntaxException(text, place, message);
  }

  SyntaxException wrongHere(final String message) {
    return wrong(offset, message);
  }
}
