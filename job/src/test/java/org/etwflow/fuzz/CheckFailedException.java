package org.etwflow.fuzz;

/** Failure of a property that must hold for every trace. */
final class CheckFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates a failure.
   *
   * @param check description of the property, the same for every trace
   * @param details values found in this trace
   */
  CheckFailedException(final String check, final String details) {
    super(check + ": " + details);
  }
}
