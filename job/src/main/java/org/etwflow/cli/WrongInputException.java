package org.etwflow.cli;

/** What was given on the command line names nothing that can be used. The message is for it. */
final class WrongInputException extends Exception {

  private static final long serialVersionUID = 1L;

  WrongInputException(final String message, final Throwable cause) {
    super(message, cause);
  }

  WrongInputException(final String message) {
    super(message);
  }
}
