package org.etwflow.source.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate.DeflateCompressorInputStream;
import org.apache.commons.compress.compressors.deflate.DeflateParameters;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.etwflow.etl.LittleEndian;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/** Decompressors of compressed files and of entries of zip archives. */
final class Compression {

  /** Maximum dictionary size, that of {@code xz -9} and 7-Zip "ultra"; larger ones are rejected. */
  private static final int MAX_DICTIONARY = 64 << 20;

  private static final long UNTIL_END_MARKER = -1;

  private static final int MAX_MEMORY_KIB = (MAX_DICTIONARY >> 10) + 2048;
  private static final int BUFFER_SIZE = 64 << 10;
  private static final int LZMA_PROPERTIES_SIZE = 9;

  private Compression() {}

  /** Decompresses a gzip, bzip2 or xz file, including concatenated ones. */
  static InputStream unpack(final FileKind kind, final InputStream in) throws IOException {
    return switch (kind) {
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(in)
              .setBufferSize(BUFFER_SIZE)
              .setDecompressConcatenated(true)
              .get();
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case XZ -> new XZInputStream(in, MAX_MEMORY_KIB);
      default -> throw new IllegalArgumentException("no compressed stream: " + kind);
    };
  }

  /**
   * Decompresses an entry of a zip archive.
   *
   * @param in the entry's bytes in the archive
   * @throws IOException also if the compression method is not supported
   */
  static InputStream unpack(final ZipEntry entry, final InputStream in) throws IOException {
    return switch (entry.method()) {
      case 0 -> in;
      case 8 -> {
        final DeflateParameters raw = new DeflateParameters();
        raw.setWithZlibHeader(false);
        yield new DeflateCompressorInputStream(in, raw);
      }
      case 9 -> new Deflate64CompressorInputStream(in);
      case 12 -> new BZip2CompressorInputStream(in, false);
      case 14 -> lzma(entry, in);
      case 95 -> new XZInputStream(in, MAX_MEMORY_KIB);
      default ->
          throw new IOException(
              "compressed by "
                  + name(entry.method())
                  + ", which is not supported: unpack the archive with '7z x'");
    };
  }

  private static String name(final int method) {
    return switch (method) {
      case 93, 20 -> "Zstandard";
      case 98 -> "PPMd";
      default -> "method " + method;
    };
  }

  /** LZMA: version (2 bytes), size (2 bytes) and LZMA properties precede the data. */
  private static InputStream lzma(final ZipEntry entry, final InputStream in) throws IOException {
    final byte[] properties = in.readNBytes(LZMA_PROPERTIES_SIZE);
    if (properties.length < LZMA_PROPERTIES_SIZE) {
      throw new EOFException();
    }
    final long dictionary = LittleEndian.u32(properties, 5);
    if (dictionary > MAX_DICTIONARY) {
      throw new IOException(
          "compressed by LZMA with a dictionary of "
              + dictionary
              + " bytes, which is not supported: unpack the archive with '7z x'");
    }
    return new LZMAInputStream(
        in,
        entry.endsWithMarker() ? UNTIL_END_MARKER : entry.size(),
        properties[4],
        (int) dictionary);
  }
}
