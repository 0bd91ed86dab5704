package org.etwflow.etl;

import java.io.IOException;
import org.apache.flink.annotation.Internal;

/** Signals a file that is not a trace or has an unusable log header; the message has the offset. */
@Internal
public final class EtlFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  public EtlFormatException(final String message) {
    super(message);
  }
}
