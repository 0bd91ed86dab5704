package org.etwflow.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output or standard error. Java's own swallow why they could not be written; this one
 * remembers it. The text is UTF-8, whatever the locale, so that rows are the same everywhere.
 */
final class StandardStream extends OutputStream {

  private final OutputStream target;
  private final boolean isPipe;
  private IOException failure;

  /** A stream that is no pipe, unless its failure says so. */
  StandardStream(final OutputStream target) {
    this(target, false);
  }

  private StandardStream(final OutputStream target, final boolean isPipe) {
    this.target = target;
    this.isPipe = isPipe;
  }

  /**
   * A stream of this process.
   *
   * @param number of the descriptor: 1 or 2
   */
  static StandardStream of(final FileDescriptor descriptor, final int number) {
    return new StandardStream(new FileOutputStream(descriptor), isPipe(number));
  }

  /** A pipe fails for no other reason than that nobody reads it; the text is in any language. */
  private static boolean isPipe(final int number) {
    try {
      final String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (final IOException | RuntimeException e) {
      return false;
    }
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
    return failure != null && (isPipe || "Broken pipe".equals(failure.getMessage()));
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
