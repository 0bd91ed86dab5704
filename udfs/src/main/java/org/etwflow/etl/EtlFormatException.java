package org.etwflow.etl;

import java.io.IOException;
import org.apache.flink.annotation.Internal;

/** A file that is no trace, or whose log header cannot be used. The message names the offset. */
@Internal
public final class EtlFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  public EtlFormatException(final String message) {
    super(message);
  }
}
