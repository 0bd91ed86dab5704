package org.etwflow.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error. Unlike {@link java.io.PrintStream}, it keeps the exception of
 * a failed write. The text is UTF-8 in every locale, so that rows are the same everywhere.
 */
final class StandardStream extends OutputStream {

  private final OutputStream target;
  private final boolean isPipe;
  private @Nullable IOException failure;

  /** Creates a stream that counts as a pipe only if a write fails with "Broken pipe". */
  StandardStream(final OutputStream target) {
    this(target, false);
  }

  private StandardStream(final OutputStream target, final boolean isPipe) {
    this.target = target;
    this.isPipe = isPipe;
  }

  /**
   * Opens a standard stream of this process.
   *
   * @param number number of the descriptor: 1 or 2
   */
  static StandardStream of(final FileDescriptor descriptor, final int number) {
    return new StandardStream(new FileOutputStream(descriptor), isPipe(number));
  }

  /** Asks the operating system: the message of a broken pipe depends on the locale. */
  private static boolean isPipe(final int number) {
    try {
      final String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (final IOException | RuntimeException e) {
      return false;
    }
  }

  /** Creates a writer that flushes at the end of each line. */
  PrintWriter writer() {
    return new PrintWriter(this, true, StandardCharsets.UTF_8);
  }

  /** The exception of the first failed write; null if no write has failed. */
  synchronized @Nullable IOException failure() {
    return failure;
  }

  /** Whether the reader of the pipe has exited, as {@code head} does after a few lines. */
  synchronized boolean isBrokenPipe() {
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
