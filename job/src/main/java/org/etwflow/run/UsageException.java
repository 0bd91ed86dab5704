package org.etwflow.run;

import org.jspecify.annotations.Nullable;

/** A command line argument that cannot be used, such as a path that does not exist. */
public final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  UsageException(final @Nullable String message, final Throwable cause) {
    super(message, cause);
  }

  UsageException(final String message) {
    super(message);
  }
}
