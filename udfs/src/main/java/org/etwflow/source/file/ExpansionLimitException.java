package org.etwflow.source.file;

import java.io.IOException;
import org.apache.flink.annotation.Internal;

/** A packed file expands to more than is allowed. */
@Internal
public final class ExpansionLimitException extends IOException {

  private static final long serialVersionUID = 1L;

  ExpansionLimitException(final String message) {
    super(message);
  }
}
