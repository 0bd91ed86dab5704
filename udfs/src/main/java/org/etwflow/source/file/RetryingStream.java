package org.etwflow.source.file;

import java.io.EOFException;
import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stream of a file on a file system that may fail: the file is opened again at the last good offset
 * until reading succeeds, or the error lasts. It is opened by the first read.
 */
final class RetryingStream extends FSDataInputStream {

  private static final Logger LOG = LoggerFactory.getLogger(RetryingStream.class);

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
            name,
            "cannot be read from offset " + position + " on",
            () -> readOnce(into, offset, length));
    position += Math.max(0, count);
    return count;
  }

  private int readOnce(final byte[] into, final int offset, final int length) throws IOException {
    boolean succeeds = false;
    try {
      final FSDataInputStream opened = opened();
      final int count = isAtPosition(opened) ? opened.read(into, offset, length) : -1;
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
    return in;
  }

  /** Moves to the position; false if it is behind the end of the file, where HDFS does not move. */
  private boolean isAtPosition(final FSDataInputStream opened) throws IOException {
    try {
      if (opened.getPos() != position) {
        opened.seek(position);
      }
      return true;
    } catch (final EOFException e) {
      return false;
    }
  }

  /** Drops the stream. Nothing is lost if closing it fails, since it was read only. */
  private void discard() {
    final FSDataInputStream failed = in;
    in = null;
    if (failed == null) {
      return;
    }
    try {
      failed.close();
    } catch (final IOException | RuntimeException e) {
      LOG.debug("{} cannot be closed", name, e);
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
  public void close() {
    discard();
  }
}
