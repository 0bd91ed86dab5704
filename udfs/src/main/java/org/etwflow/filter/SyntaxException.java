package org.etwflow.filter;

import org.apache.flink.annotation.Internal;

/** A text of a person cannot be understood. The message says why, and what to write instead. */
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

  /** Where in it something else is expected: 0 to its length. */
  public int offset() {
    return offset;
  }
}
