package org.etwflow.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Standard output or standard error. Java's own swallow why they could not be written; this one
 * remembers it. The text is UTF-8, whatever the locale, so that rows are the same everywhere.
 */
final class StandardStream extends OutputStream {

  private final OutputStream target;
  private IOException failure;

  /** A stream of this process, or whatever stands for it. */
  StandardStream(final OutputStream target) {
    this.target = target;
  }

  /** A writer onto this stream, which flushes at the end of a line. */
  PrintWriter writer() {
    return new PrintWriter(this, true, StandardCharsets.UTF_8);
  }

  /** Why it could not be written, the first time; null if it could. */
  synchronized IOException failure() {
    return failure;
  }

  /** Whether the reader at the other end of a pipe has gone, as head does when it has enough. */
  synchronized boolean hasNoReader() {
    return failure != null && "Broken pipe".equals(failure.getMessage());
  }

  @Override
  public void write(final int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(final byte[] bytes, final int offset, final int length)
      throws IOException {
    try {
      target.write(bytes, offset, length);
    } catch (final IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    try {
      target.flush();
    } catch (final IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }
}
