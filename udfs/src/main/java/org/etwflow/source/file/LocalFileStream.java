package org.etwflow.source.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.core.fs.ByteBufferReadable;
import org.apache.flink.core.fs.FSDataInputStream;

/** Stream of a local file with any name: Flink's own stream cannot open names that are not text. */
final class LocalFileStream extends FSDataInputStream implements ByteBufferReadable {

  private final FileChannel channel;

  private LocalFileStream(final FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a file.
   *
   * @throws IOException with a message to be appended to the file's name
   */
  static LocalFileStream open(final Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("a folder, not a file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(LocalFile.SPECIAL);
    }
    try {
      return new LocalFileStream(FileChannel.open(file));
    } catch (final FileSystemException e) {
      throw new IOException("cannot be opened: " + LocalFile.reason(e), e);
    }
  }

  @Override
  public void seek(final long position) throws IOException {
    if (position < 0) {
      throw new IOException("cannot seek to offset " + position);
    }
    channel.position(position);
  }

  @Override
  public long getPos() throws IOException {
    return channel.position();
  }

  @Override
  public int read() throws IOException {
    final byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(final byte[] into, final int offset, final int length) throws IOException {
    return channel.read(ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public int read(final ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public int read(final long position, final ByteBuffer into) throws IOException {
    return channel.read(into, position);
  }

  @Override
  public int available() throws IOException {
    return (int) Math.max(0, Math.min(channel.size() - channel.position(), Integer.MAX_VALUE));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
