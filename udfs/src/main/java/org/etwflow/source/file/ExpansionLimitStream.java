package org.etwflow.source.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * The unpacked bytes of a packed file, up to a multiple of the bytes that they are packed in.
 * Compressed buffers expand once more: what they decompress to counts as well.
 */
@Internal
public final class ExpansionLimitStream extends FilterInputStream {

  /** Bytes that are unpacked in any case: preallocated files are mostly zeros. */
  static final long FREE_BYTES = 256L << 20;

  /** The same of a file in an archive, which may hold very many. */
  static final long FREE_BYTES_OF_ENTRY = 4L << 20;

  private final FSDataInputStream packed;
  private final long start;
  private final int maxExpansion;
  private final long freeBytes;
  private long unpackedBytes;
  private long decompressedBytes;

  /**
   * Limits what is unpacked of a file.
   *
   * @param unpacked reads from {@code packed}
   * @param packed the file
   * @param start where the packed bytes begin in it
   * @param maxExpansion how many bytes may be made of each that was read
   * @param freeBytes how many bytes may be made in any case
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
   * Counts what buffers of this stream were decompressed to.
   *
   * @param inAll since this stream was opened
   * @throws IOException if it is beyond the limit
   */
  public void setDecompressedBytes(final long inAll) throws IOException {
    decompressedBytes = inAll;
    check();
  }

  private void check() throws IOException {
    final long made = unpackedBytes + decompressedBytes;
    if (made > freeBytes && made / maxExpansion > packed.getPos() - start) {
      throw new ExpansionLimitException(
          "%s bytes of the file expand to more than %s times as many: raise the limit with"
                  .formatted(packed.getPos() - start, maxExpansion)
              + " --max-expansion if the file is from a source that you trust");
    }
  }
}
