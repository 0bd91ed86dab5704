package org.etwflow.source.file;

import java.io.IOException;
import org.apache.flink.annotation.Internal;

/** Signals a packed file that expands beyond the limit. */
@Internal
public final class ExpansionLimitException extends IOException {

  private static final long serialVersionUID = 1L;

  ExpansionLimitException(final String message) {
    super(message);
  }
}
