package org.etwflow.source.file;

import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stream of a file on a file system that may fail: the file is opened again at the last good offset
 * until reading succeeds, or the error lasts. It is opened by the first read.
 */
final class RetryingStream extends FSDataInputStream {

  private final String name;
  private final StorageRequests.Request<FSDataInputStream> opener;
  private final StorageRequests requests;

  private @Nullable FSDataInputStream in;
  private long position;

  /**
   * Creates a stream at the start of a file.
   *
   * @param name name of the file for messages
   */
  RetryingStream(
      final String name,
      final StorageRequests.Request<FSDataInputStream> opener,
      final StorageRequests requests) {
    this.name = name;
    this.opener = opener;
    this.requests = requests;
  }

  @Override
  public int read() throws IOException {
    final byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(final byte[] into, final int offset, final int length) throws IOException {
    final int count =
        requests.make(
            name + " cannot be read from offset " + position + " on",
            () -> readOnce(into, offset, length));
    position += Math.max(0, count);
    return count;
  }

  private int readOnce(final byte[] into, final int offset, final int length) throws IOException {
    boolean succeeds = false;
    try {
      final int count = opened().read(into, offset, length);
      succeeds = true;
      return count;
    } finally {
      if (!succeeds) {
        discard();
      }
    }
  }

  private FSDataInputStream opened() throws IOException {
    if (in == null) {
      in = opener.make();
    }
    if (in.getPos() != position) {
      in.seek(position);
    }
    return in;
  }

  /** Drops a stream that has failed. */
  private void discard() {
    final FSDataInputStream failed = in;
    in = null;
    if (failed == null) {
      return;
    }
    try {
      failed.close();
    } catch (final IOException | RuntimeException e) {
      // Reading has failed already, which is reported.
      return;
    }
  }

  /** Moves to an offset. The file system learns of it by the next read. */
  @Override
  public void seek(final long offset) {
    position = offset;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
      in = null;
    }
  }
}
