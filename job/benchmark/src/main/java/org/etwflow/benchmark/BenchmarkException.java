package org.etwflow.benchmark;

/** Why there is nothing to measure, in words for a person. */
final class BenchmarkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BenchmarkException(final String message) {
    super(message);
  }
}
