package org.etwflow.traces;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Destination of a trace's bytes. Writers never leave gaps. */
interface TraceTarget extends AutoCloseable {

  void write(long position, byte[] bytes, int length);

  void truncate(long length);

  @Override
  void close();

  /** Creates a file, or truncates an existing one. */
  static TraceTarget file(Path file) {
    try {
      return new ToFile(
          FileChannel.open(
              file,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes to a file. */
  final class ToFile implements TraceTarget {

    private final FileChannel channel;

    ToFile(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(long position, byte[] bytes, int length) {
      final ByteBuffer source = ByteBuffer.wrap(bytes, 0, length);
      try {
        while (source.hasRemaining()) {
          channel.write(source, position + source.position());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void truncate(long length) {
      try {
        channel.truncate(length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Writes to an array, for traces under 2 GB. */
  final class ToMemory implements TraceTarget {

    private byte[] bytes = new byte[1 << 16];
    private int length;

    @Override
    public void write(long position, byte[] source, int count) {
      final int end = Math.toIntExact(position + count);
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
      }
      System.arraycopy(source, 0, bytes, (int) position, count);
      length = Math.max(length, end);
    }

    @Override
    public void truncate(long newLength) {
      length = (int) newLength;
    }

    @Override
    public void close() {}

    byte[] toByteArray() {
      return Arrays.copyOf(bytes, length);
    }
  }
}
