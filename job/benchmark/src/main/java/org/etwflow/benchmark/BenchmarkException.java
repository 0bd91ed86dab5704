package org.etwflow.benchmark;

/** Failure of the benchmark, with a message for users. */
final class BenchmarkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BenchmarkException(final String message) {
    super(message);
  }
}
