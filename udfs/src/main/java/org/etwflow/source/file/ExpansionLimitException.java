package org.etwflow.source.file;

import java.io.IOException;

/** Signals a packed file that expands beyond the limit. */
public final class ExpansionLimitException extends IOException {

  private static final long serialVersionUID = 1L;

  ExpansionLimitException(final String message) {
    super(message);
  }
}
