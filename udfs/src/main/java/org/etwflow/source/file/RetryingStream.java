package org.etwflow.source.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.apache.flink.core.fs.ByteBufferReadable;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stream of a file on a file system that may fail: the file is opened again at the last good offset
 * until reading succeeds, or the error lasts. It is opened by the first read.
 *
 * <p>Bytes that were {@linkplain #peek peeked} are kept, so that reading them makes no other
 * request.
 */
final class RetryingStream extends FSDataInputStream implements ByteBufferReadable {

  private static final Logger LOG = LoggerFactory.getLogger(RetryingStream.class);

  /** Bytes that are read in order to move on: for any other move an object store gets a request. */
  private static final int MAX_GAP = 64 << 10;

  /**
   * Schemes of object stores, which Hadoop's clients read by requests without an end. Flink has
   * such a list, too (HadoopFileSystem.getKindForScheme), which is not public.
   */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs", "abfs", "abfss");

  private final Path file;
  private final StorageRequests.Request<FSDataInputStream> opener;
  private final StorageRequests requests;

  private @Nullable FSDataInputStream in;

  /** Whether the open file was read, so that moving in it takes another request. */
  private boolean isRead;

  private long position;

  private byte[] peeked = {};
  private long peekedAt;

  /** Creates a stream at the start of a file. */
  RetryingStream(
      final Path file,
      final StorageRequests.Request<FSDataInputStream> opener,
      final StorageRequests requests) {
    this.file = file;
    this.opener = opener;
    this.requests = requests;
  }

  /** Whether a few bytes anywhere in the file can be read without those after them. */
  boolean areRangesCheap() {
    final String scheme = file.toUri().getScheme().toLowerCase(Locale.ROOT);
    return !OBJECT_STORES.contains(scheme)
        && requests.make(file, "cannot be opened", this::opened) instanceof ByteBufferReadable;
  }

  @Override
  public int read() throws IOException {
    final byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(final byte[] into, final int offset, final int length) throws IOException {
    final int count =
        isPeeked()
            ? readPeeked(into, offset, length)
            : make(position, () -> readOnce(into, offset, length));
    position += Math.max(0, count);
    return count;
  }

  /** Returns the next bytes without moving: fewer than asked for only at the end of the file. */
  byte[] peek(final int length) {
    final long from = position;
    peeked = make(from, () -> readRange(from, length));
    peekedAt = from;
    return peeked.clone();
  }

  private boolean isPeeked() {
    return peekedAt <= position && position < peekedAt + peeked.length;
  }

  private int readPeeked(final byte[] into, final int offset, final int length) {
    final int from = (int) (position - peekedAt);
    final int count = Math.min(length, peeked.length - from);
    System.arraycopy(peeked, from, into, offset, count);
    return count;
  }

  private int readOnce(final byte[] into, final int offset, final int length) throws IOException {
    final FSDataInputStream opened = opened();
    return isAt(position, opened) ? opened.read(into, offset, length) : -1;
  }

  /** Makes a request that is repeated with a newly opened file. */
  private <T> T make(final long from, final StorageRequests.Request<T> request) {
    return requests.make(
        file,
        "cannot be read from offset " + from + " on",
        () -> {
          boolean succeeds = false;
          try {
            final T result = request.make();
            succeeds = true;
            return result;
          } finally {
            if (!succeeds) {
              discard();
            }
          }
        });
  }

  private FSDataInputStream opened() throws IOException {
    if (in == null) {
      in = opener.make();
    }
    return in;
  }

  /** Moves to an offset; false if it is behind the end of the file, where HDFS does not move. */
  private boolean isAt(final long offset, final FSDataInputStream opened) throws IOException {
    try {
      final long gap = offset - opened.getPos();
      if (isRead && gap > 0 && gap <= MAX_GAP) {
        return opened.readNBytes((int) gap).length == gap;
      }
      if (gap != 0) {
        opened.seek(offset);
      }
      isRead = true;
      return true;
    } catch (final EOFException e) {
      return false;
    }
  }

  private byte[] readRange(final long from, final int length) throws IOException {
    final FSDataInputStream opened = opened();
    return isAt(from, opened) ? opened.readNBytes(length) : new byte[0];
  }

  @Override
  public int read(final ByteBuffer into) throws IOException {
    final byte[] bytes = new byte[into.remaining()];
    final int count = read(bytes);
    into.put(bytes, 0, Math.max(0, count));
    return count;
  }

  /** Reads bytes at an offset, without moving. */
  @Override
  public int read(final long from, final ByteBuffer into) {
    final byte[] bytes = make(from, () -> readAt(from, into.remaining()));
    into.put(bytes);
    return bytes.length == 0 ? -1 : bytes.length;
  }

  private byte[] readAt(final long from, final int length) throws IOException {
    if (opened() instanceof ByteBufferReadable ranges) {
      try {
        // Hadoop's streams fill the whole array, and do not move the position of the buffer.
        final byte[] bytes = new byte[length];
        return Arrays.copyOf(bytes, Math.max(0, ranges.read(from, ByteBuffer.wrap(bytes))));
      } catch (final EOFException e) {
        LOG.debug("{} ends within {} bytes after offset {}", file, length, from, e);
      }
    }
    return readRange(from, length);
  }

  /** Drops the stream. Nothing is lost if closing it fails, since it was read only. */
  private void discard() {
    final FSDataInputStream failed = in;
    in = null;
    isRead = false;
    if (failed == null) {
      return;
    }
    try {
      failed.close();
    } catch (final IOException | RuntimeException e) {
      LOG.debug("{} cannot be closed", file, e);
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
