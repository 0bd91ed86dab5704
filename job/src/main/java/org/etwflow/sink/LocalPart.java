package org.etwflow.sink;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.parquet.io.DelegatingSeekableInputStream;

/** Input stream of a local Parquet file. Parquet's own implementation copies files byte by byte. */
final class LocalPart extends DelegatingSeekableInputStream {

  private final FileChannel channel;

  private LocalPart(final FileInputStream in) {
    super(in);
    this.channel = in.getChannel();
  }

  static LocalPart open(final Path file) throws IOException {
    return new LocalPart(new FileInputStream(file.toFile()));
  }

  long size() throws IOException {
    return channel.size();
  }

  @Override
  public long getPos() throws IOException {
    return channel.position();
  }

  @Override
  public void seek(final long position) throws IOException {
    channel.position(position);
  }
}
