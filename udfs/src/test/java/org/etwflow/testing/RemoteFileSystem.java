package org.etwflow.testing;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.core.fs.ByteBufferReadable;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * Local files as a distributed file system, which counts requests and bytes. With the scheme of
 * {@link Ranges} bytes anywhere in a file can be read like in HDFS, by the streams of Flink's
 * flink-hadoop-fs; with that of {@link Streams} files are read from an offset on like in an object
 * store.
 */
public final class RemoteFileSystem extends LocalFileSystem {

  private static final AtomicLong OPENED = new AtomicLong();
  private static final AtomicLong MOVED = new AtomicLong();
  private static final AtomicLong BYTES = new AtomicLong();

  private final String scheme;

  private RemoteFileSystem(final String scheme) {
    this.scheme = scheme;
  }

  /** Path of a local file. */
  public static Path path(final String scheme, final java.nio.file.Path file) {
    return new Path(scheme + "://" + file.toAbsolutePath());
  }

  /** Counts from zero. */
  public static void reset() {
    OPENED.set(0);
    MOVED.set(0);
    BYTES.set(0);
  }

  /** Number of streams that were read, and of moves to other bytes in them. */
  public static long requests() {
    return OPENED.get() + MOVED.get();
  }

  /** Number of bytes read. */
  public static long bytes() {
    return BYTES.get();
  }

  @Override
  public URI getUri() {
    return URI.create(scheme + ":///");
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }

  @Override
  public FSDataInputStream open(final Path path) throws IOException {
    final FSDataInputStream file = super.open(path);
    return scheme.equals(Ranges.SCHEME)
        ? new RangeStream(file, getFileStatus(path).getLen())
        : new Stream(file);
  }

  /** Stream that counts. */
  private static class Stream extends FSDataInputStream {

    private final FSDataInputStream in;
    private boolean isRead;

    Stream(final FSDataInputStream in) {
      this.in = in;
    }

    @Override
    public void seek(final long position) throws IOException {
      if (isRead && position != getPos()) {
        MOVED.incrementAndGet();
      }
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public int read() throws IOException {
      final byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(final byte[] into, final int offset, final int length) throws IOException {
      if (!isRead) {
        OPENED.incrementAndGet();
        isRead = true;
      }
      final int count = in.read(into, offset, length);
      BYTES.addAndGet(Math.max(0, count));
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Stream like HadoopDataInputStream: fills the whole array, whatever the buffer's position. */
  private static final class RangeStream extends Stream implements ByteBufferReadable {

    private final long size;

    RangeStream(final FSDataInputStream in, final long size) {
      super(in);
      this.size = size;
    }

    @Override
    public int read(final ByteBuffer into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(final long position, final ByteBuffer into) throws IOException {
      if (position + into.remaining() > size) {
        throw new EOFException();
      }
      final long before = getPos();
      seek(position);
      final int count = readNBytes(into.array(), into.arrayOffset(), into.remaining());
      seek(before);
      return count;
    }
  }

  /** Factory of a file system like HDFS. */
  public static final class Ranges implements FileSystemFactory {

    public static final String SCHEME = "ranges";

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public RemoteFileSystem create(final URI uri) {
      return new RemoteFileSystem(SCHEME);
    }
  }

  /** Factory of a file system like an object store. */
  public static final class Streams implements FileSystemFactory {

    public static final String SCHEME = "streams";

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public RemoteFileSystem create(final URI uri) {
      return new RemoteFileSystem(SCHEME);
    }
  }
}
