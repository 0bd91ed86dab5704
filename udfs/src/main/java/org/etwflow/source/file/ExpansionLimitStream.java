package org.etwflow.source.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * Stream of the unpacked bytes of a packed file that limits their ratio to the packed bytes.
 * Compressed buffers expand once more, so their decompressed bytes count as well.
 */
@Internal
public final class ExpansionLimitStream extends FilterInputStream {

  /** Unpacked bytes allowed for any file: preallocated files are mostly zeros. */
  static final long FREE_BYTES = 256L << 20;

  /** Unpacked bytes allowed for any entry of an archive, which may have very many entries. */
  static final long FREE_BYTES_OF_ENTRY = 4L << 20;

  private final FSDataInputStream packed;
  private final long start;
  private final int maxExpansion;
  private final long freeBytes;
  private long unpackedBytes;
  private long decompressedBytes;

  /**
   * Creates a limited stream.
   *
   * @param unpacked unpacks the bytes of {@code packed}
   * @param packed the packed file
   * @param start start of the packed bytes in the file
   * @param maxExpansion maximum ratio of unpacked to packed bytes
   * @param freeBytes number of unpacked bytes allowed regardless of the ratio
   */
  ExpansionLimitStream(
      final InputStream unpacked,
      final FSDataInputStream packed,
      final long start,
      final int maxExpansion,
      final long freeBytes) {
    super(unpacked);
    this.packed = packed;
    this.start = start;
    this.maxExpansion = maxExpansion;
    this.freeBytes = freeBytes;
  }

  @Override
  public int read() throws IOException {
    final int one = super.read();
    addUnpacked(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(final byte[] into, final int offset, final int length) throws IOException {
    final int count = super.read(into, offset, length);
    addUnpacked(Math.max(0, count));
    return count;
  }

  @Override
  public long skip(final long count) throws IOException {
    final long skipped = super.skip(count);
    addUnpacked(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void addUnpacked(final long more) throws IOException {
    unpackedBytes += more;
    check();
  }

  /**
   * Sets the number of bytes to which buffers of this stream were decompressed.
   *
   * @param total total since this stream was opened
   * @throws IOException if the limit is exceeded
   */
  public void setDecompressedBytes(final long total) throws IOException {
    decompressedBytes = total;
    check();
  }

  private void check() throws IOException {
    final long expanded = unpackedBytes + decompressedBytes;
    if (expanded > freeBytes && expanded / maxExpansion > packed.getPos() - start) {
      throw new ExpansionLimitException(
          "%s bytes of the file expand to more than %s times their size: raise the limit with"
                  .formatted(packed.getPos() - start, maxExpansion)
              + " --max-expansion if you trust the source of the file");
    }
  }
}
