package org.etwflow.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.LogHeader;

/** Opens trace files, packed into a .gz or .zip or not. */
public final class TraceInput {

  private static final int CONTAINER_BUFFER_SIZE = 64 << 10;

  private TraceInput() {}

  /** Whether a file is a container, whose bytes can only be had from its start on. */
  public static boolean isContainer(final Path file) {
    return hasSuffix(file, ".gz") || hasSuffix(file, ".zip");
  }

  /**
   * Opens a file.
   *
   * @param offset in the trace, which for a container is not that in the file
   * @return stands at the offset; the caller's to close
   */
  public static InputStream open(final Path file, final long offset) throws IOException {
    return open(file, offset, BufferReader.DEFAULT_MAX_EXPANSION);
  }

  /**
   * Opens a file.
   *
   * @param offset in the trace, which for a container is not that in the file
   * @param maxExpansion of a container: see {@link ExpansionLimitStream}
   * @return stands at the offset; the caller's to close
   */
  public static InputStream open(final Path file, final long offset, final int maxExpansion)
      throws IOException {
    final FSDataInputStream in = file.getFileSystem().open(file);
    try {
      if (!isContainer(file)) {
        if (offset > 0) {
          in.seek(offset);
        }
        return in;
      }
      final InputStream unpacked =
          new ExpansionLimitStream(
              hasSuffix(file, ".gz")
                  ? new GZIPInputStream(in, CONTAINER_BUFFER_SIZE)
                  : onlyTrace(in),
              in,
              maxExpansion);
      unpacked.skipNBytes(offset);
      return unpacked;
    } catch (final IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Reads the log header of a file.
   *
   * @param offset of the session in the trace: 0 for the first
   * @throws org.etwflow.etl.EtlFormatException if it has none that can be read
   */
  public static LogHeader readLogHeader(final Path file, final long offset) throws IOException {
    try (InputStream in = open(file, offset)) {
      final byte[] start = new byte[LogHeader.BYTES_NEEDED];
      return LogHeader.parse(start, in.readNBytes(start, 0, start.length));
    }
  }

  /** Whether its bytes are there all at once: those of other files may still be written. */
  public static boolean appearsAtOnce(final Path file) throws IOException {
    return isContainer(file) || file.getFileSystem().isDistributedFS();
  }

  private static boolean hasSuffix(final Path file, final String suffix) {
    return file.getName().toLowerCase(Locale.ROOT).endsWith(suffix);
  }

  private static InputStream onlyTrace(final InputStream in) throws IOException {
    // Names are in any code page, of which only the ASCII matters; those marked as UTF-8 are that.
    final ZipInputStream zip = new ZipInputStream(in, StandardCharsets.ISO_8859_1);
    if (nextTrace(zip) == null) {
      throw new IOException("the archive holds no file named .etl");
    }
    return new OneTraceOfZip(zip);
  }

  private static ZipEntry nextTrace(final ZipInputStream zip) throws IOException {
    ZipEntry entry = nextEntry(zip);
    while (entry != null && !isTrace(entry.getName())) {
      entry = nextEntry(zip);
    }
    return entry;
  }

  /** Hidden files are none, as in folders: a Mac puts {@code __MACOSX/._x.etl} beside x.etl. */
  private static boolean isTrace(final String entry) {
    final String file = entry.substring(entry.lastIndexOf('/') + 1);
    return file.toLowerCase(Locale.ROOT).endsWith(".etl")
        && !file.startsWith(".")
        && !file.startsWith("_");
  }

  private static ZipEntry nextEntry(final ZipInputStream zip) throws IOException {
    try {
      return zip.getNextEntry();
    } catch (final IllegalArgumentException e) {
      throw new IOException("the archive is damaged: a name in it is no text", e);
    }
  }

  /** Ends with the trace, but not without a word if another one follows it. */
  private static final class OneTraceOfZip extends InputStream {

    private final ZipInputStream zip;

    OneTraceOfZip(final ZipInputStream zip) {
      this.zip = zip;
    }

    @Override
    public int read() throws IOException {
      final byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(final byte[] into, final int offset, final int length) throws IOException {
      final int count = zip.read(into, offset, length);
      if (count < 0) {
        failAtAnother();
      }
      return count;
    }

    private void failAtAnother() throws IOException {
      final ZipEntry another = nextTrace(zip);
      if (another != null) {
        throw new IOException(
            "the archive holds more than one trace, of which only the first is read: unpack it to"
                + " read also '%s'".formatted(another.getName()));
      }
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
