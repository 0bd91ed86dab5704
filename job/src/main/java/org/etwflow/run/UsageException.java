package org.etwflow.run;

/** What was given on the command line names nothing that can be used. The message is for it. */
public final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  UsageException(final String message, final Throwable cause) {
    super(message, cause);
  }

  UsageException(final String message) {
    super(message);
  }
}
