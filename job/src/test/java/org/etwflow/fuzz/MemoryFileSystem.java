package org.etwflow.fuzz;

import java.io.FileNotFoundException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.core.fs.ByteBufferReadable;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** File system in memory, whose files are read like local ones. */
public final class MemoryFileSystem extends LocalFileSystem {

  public static final String SCHEME = "memory";

  private static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();

  /** Path of a file, which need not exist. */
  public static Path path(final String name) {
    return new Path(SCHEME + ":///" + name);
  }

  /** Sets the content of a file without copying it. */
  public static void write(final Path file, final byte[] bytes) {
    FILES.put(file.getPath(), bytes);
  }

  /** Removes a file. */
  public static void remove(final Path file) {
    FILES.remove(file.getPath());
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataInputStream open(final Path path) throws FileNotFoundException {
    final byte[] bytes = FILES.get(path.getPath());
    if (bytes == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new Stream(bytes);
  }

  private static final class Stream extends FSDataInputStream implements ByteBufferReadable {

    private final byte[] bytes;
    private int at;

    Stream(final byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void seek(final long position) {
      at = Math.toIntExact(position);
    }

    @Override
    public long getPos() {
      return at;
    }

    @Override
    public int read() {
      return at < bytes.length ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(final byte[] into, final int offset, final int length) {
      final int count = Math.min(length, bytes.length - at);
      if (count <= 0) {
        return length == 0 ? 0 : -1;
      }
      System.arraycopy(bytes, at, into, offset, count);
      at += count;
      return count;
    }

    @Override
    public int read(final ByteBuffer into) {
      final int count = read(at, into);
      at += Math.max(0, count);
      return count;
    }

    @Override
    public int read(final long position, final ByteBuffer into) {
      final int count = (int) Math.min(into.remaining(), bytes.length - position);
      if (count <= 0) {
        return into.hasRemaining() ? -1 : 0;
      }
      into.put(bytes, Math.toIntExact(position), count);
      return count;
    }
  }

  /** Factory of the file system. Flink finds it in META-INF/services. */
  public static final class Factory implements FileSystemFactory {

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileSystem create(final URI uri) {
      return new MemoryFileSystem();
    }
  }
}
