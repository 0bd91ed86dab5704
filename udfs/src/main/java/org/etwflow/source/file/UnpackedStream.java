package org.etwflow.source.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Stream of decompressed bytes. Any damage fails with an {@link IOException} and a message, while
 * decompressors also throw unchecked exceptions, some of them without a message.
 */
final class UnpackedStream extends InputStream {

  private static final long NOT_KNOWN = -1;

  private final InputStream packed;
  private final Decompressor decompressor;
  private final long expectedSize;
  private final long expectedChecksum;
  private final Checksum checksum = new CRC32();
  private long size;

  /** Created by the first read, since damage in the first bytes fails in the constructor. */
  private @Nullable InputStream in;

  private UnpackedStream(
      final InputStream packed,
      final Decompressor decompressor,
      final long expectedSize,
      final long expectedChecksum) {
    this.packed = packed;
    this.decompressor = decompressor;
    this.expectedSize = expectedSize;
    this.expectedChecksum = expectedChecksum;
  }

  /** Decompresses a format with its own checksum. */
  static UnpackedStream of(final FileKind kind, final InputStream packed) {
    return new UnpackedStream(packed, in -> Compression.unpack(kind, in), NOT_KNOWN, NOT_KNOWN);
  }

  /** Decompresses an entry of an archive; size and checksum are checked at its end. */
  static UnpackedStream of(final ZipEntry entry, final InputStream packed) {
    return new UnpackedStream(
        packed, in -> Compression.unpack(entry, in), entry.size(), entry.checksum());
  }

  @Override
  public int read() throws IOException {
    final byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(final byte[] into, final int offset, final int length) throws IOException {
    final int count = unpack(into, offset, length);
    if (expectedSize == NOT_KNOWN) {
      return count;
    }
    if (count < 0) {
      checkEnd();
    } else {
      checksum.update(into, offset, count);
      size += count;
    }
    return count;
  }

  private int unpack(final byte[] into, final int offset, final int length) throws IOException {
    try {
      if (in == null) {
        in = decompressor.unpack(packed);
      }
      return in.read(into, offset, length);
    } catch (final EOFException e) {
      throw new IOException("the compressed data ends too early: copy it again", e);
    } catch (final StorageException e) {
      throw e;
    } catch (final RuntimeException e) {
      throw new IOException("the compressed data is damaged: copy it again", e);
    }
  }

  private void checkEnd() throws IOException {
    if (size != expectedSize || checksum.getValue() != expectedChecksum) {
      throw new IOException(
          "the compressed data is damaged: its "
              + (size == expectedSize ? "checksum" : "size")
              + " differs from that in the archive: copy it again");
    }
  }

  @Override
  public void close() throws IOException {
    try (packed) {
      if (in != null) {
        in.close();
      }
    }
  }

  /** Creates the decompressing stream. */
  private interface Decompressor {
    InputStream unpack(InputStream packed) throws IOException;
  }
}
