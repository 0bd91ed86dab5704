package org.etwflow.filter;

import org.apache.flink.annotation.Internal;

/** A place in a text that moves on over what is understood. */
@Internal
public final class TextCursor {

  /** Of characters. */
  public interface Kind {

    boolean has(char character);
  }

  private final String text;
  private int offset;

  public TextCursor(final String text) {
    this.text = text;
  }

  public int offset() {
    return offset;
  }

  public boolean isAtEnd() {
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
  public boolean takeWord(final String expected) {
    final int start = offset;
    if (takeWhile(Character::isLetterOrDigit).equalsIgnoreCase(expected)) {
      return true;
    }
    offset = start;
    return false;
  }

  /** Moves over all characters of a kind that stand here, and tells them. */
  public String takeWhile(final Kind kind) {
    final int start = offset;
    while (!isAtEnd() && kind.has(text.charAt(offset))) {
      offset++;
    }
    return text.substring(start, offset);
  }

  public void skipSpaces() {
    takeWhile(Character::isWhitespace);
  }

  public SyntaxException wrong(final int place, final String message) {
    return new SyntaxException(text, place, message);
  }

  public SyntaxException wrongHere(final String message) {
    return wrong(offset, message);
  }
}
