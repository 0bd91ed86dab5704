package org.etwflow.filter;

import org.apache.flink.annotation.Internal;

/** Cursor over a text to parse. */
@Internal
public final class TextCursor {

  /** A class of characters. */
  public interface CharacterClass {

    boolean contains(char character);
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

  /** Moves past a character if it is at the cursor. */
  boolean take(final char expected) {
    if (isAtEnd() || text.charAt(offset) != expected) {
      return false;
    }
    offset++;
    return true;
  }

  /** Moves past a word, ignoring case, if exactly this word is at the cursor. */
  public boolean takeWord(final String expected) {
    final int start = offset;
    if (takeWhile(Character::isLetterOrDigit).equalsIgnoreCase(expected)) {
      return true;
    }
    offset = start;
    return false;
  }

  /** Moves past all characters of a class at the cursor and returns them. */
  public String takeWhile(final CharacterClass characters) {
    final int start = offset;
    while (!isAtEnd() && characters.contains(text.charAt(offset))) {
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
