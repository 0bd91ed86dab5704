package org.etwflow.filter;

import org.apache.flink.annotation.Internal;

/** Signals malformed user input; the message has the cause and an example of valid input. */
@Internal
public final class SyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String text;
  private final int offset;

  SyntaxException(final String text, final int offset, final String message) {
    super(message);
    this.text = text;
    this.offset = offset;
  }

  /** The whole text. */
  public String text() {
    return text;
  }

  /** Offset of the error in the text: 0 to its length. */
  public int offset() {
    return offset;
  }
}
