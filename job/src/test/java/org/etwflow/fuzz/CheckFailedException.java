package org.etwflow.fuzz;

/** A property that reading a trace does not have. */
final class CheckFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A failed check.
   *
   * @param check the property: the same text for every trace
   * @param details what was found in this trace
   */
  CheckFailedException(final String check, final String details) {
    super(check + ": " + details);
  }
}
