package org.etwflow.source.file;

import static org.etwflow.etl.LittleEndian.i32;
import static org.etwflow.etl.LittleEndian.i64;
import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u32;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * An entry of a zip archive's directory. Entries are read inside the archive: their names are never
 * used as file names (zip slip).
 *
 * @param name name of the entry, with its folders
 * @param headerAt offset of the entry's local header
 * @param flags general purpose bit flags
 * @param method compression method
 * @param checksum CRC-32 of the unpacked bytes
 * @param packedSize size in the archive, in bytes
 * @param size unpacked size in bytes
 */
@Internal
public record ZipEntry(
    String name, long headerAt, int flags, int method, long checksum, long packedSize, long size) {

  /** Size of a directory entry before its name, in bytes. */
  static final int SIZE = 46;

  static final int SIGNATURE = 0x02014B50;

  private static final int HEADER_SIZE = 30;
  private static final int HEADER_SIGNATURE = 0x04034B50;
  private static final int ENCRYPTED = 0x1;
  private static final int END_MARKER = 0x2;
  private static final int NAME_IS_UTF8 = 0x800;
  private static final int BUFFER_SIZE = 64 << 10;
  private static final int ZIP64_FIELD = 0x0001;
  private static final long IN_ZIP64_FIELD = 0xFFFFFFFFL;

  /** Charset of names without the UTF-8 flag: code page 437, as used by PKZIP. */
  private static final Charset CODE_PAGE =
      Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;

  /**
   * Reads the next entry of the directory.
   *
   * @param fixed first {@link #SIZE} bytes of the entry
   * @param rest stream positioned after these bytes; afterwards at the end of the entry
   * @param shift number of bytes prepended to the archive after its creation
   */
  static ZipEntry read(final byte[] fixed, final InputStream rest, final long shift)
      throws IOException {
    final byte[] name = readFully(rest, u16(fixed, 28));
    final byte[] extra = readFully(rest, u16(fixed, 30));
    rest.skipNBytes(u16(fixed, 32));
    final Zip64Fields wide = new Zip64Fields(extra);
    // The order of the calls is that of the ZIP64 field.
    final long size = wide.orNext(u32(fixed, 24));
    final long packedSize = wide.orNext(u32(fixed, 20));
    final long headerAt = wide.orNext(u32(fixed, 42));
    if (headerAt < 0 || headerAt > Long.MAX_VALUE - shift) {
      throw new EOFException();
    }
    final int flags = u16(fixed, 8);
    return new ZipEntry(
        text(name, flags),
        headerAt + shift,
        flags,
        u16(fixed, 10),
        u32(fixed, 16),
        packedSize,
        size);
  }

  private static byte[] readFully(final InputStream in, final int length) throws IOException {
    final byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private static String text(final byte[] name, final int flags) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (final CharacterCodingException e) {
      final boolean isDamaged = (flags & NAME_IS_UTF8) != 0;
      return new String(name, isDamaged ? StandardCharsets.UTF_8 : CODE_PAGE);
    }
  }

  /** Name without its folders; some tools on Windows separate them by backslashes. */
  public String lastName() {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /**
   * Opens the entry.
   *
   * @param archive stream of the archive; to be closed by the caller if this fails
   */
  UnpackedStream open(final FSDataInputStream archive) throws IOException {
    if ((flags & ENCRYPTED) != 0) {
      throw new IOException(
          "encrypted, which is not supported: unpack the archive with its password, with '7z x'");
    }
    archive.seek(headerAt);
    final byte[] header = archive.readNBytes(HEADER_SIZE);
    if (header.length < HEADER_SIZE || i32(header, 0) != HEADER_SIGNATURE) {
      throw noEntry();
    }
    archive.seek(headerAt + HEADER_SIZE + u16(header, 26) + u16(header, 28));
    final InputStream packed =
        new BufferedInputStream(
            BoundedInputStream.builder().setInputStream(archive).setMaxCount(packedSize).get(),
            BUFFER_SIZE);
    return UnpackedStream.of(this, packed);
  }

  private IOException noEntry() {
    return new IOException(
        "no entry at offset "
            + headerAt
            + ", where the archive's directory has one: copy the archive again");
  }

  /**
   * Checks that the entry starts within its archive: on some file systems a stream cannot be moved
   * behind the end.
   *
   * @param archiveSize size of the archive in bytes
   */
  public void checkIsWithin(final long archiveSize) throws IOException {
    if (headerAt >= archiveSize) {
      throw noEntry();
    }
  }

  /** Whether the LZMA data ends with an end marker. */
  boolean endsWithMarker() {
    return (flags & END_MARKER) != 0;
  }

  /** The ZIP64 extra field: 64-bit values that do not fit in the 32-bit fields of an entry. */
  private static final class Zip64Fields {

    private final byte[] extra;
    private int at;
    private int end;

    Zip64Fields(final byte[] extra) {
      this.extra = extra;
      int field = 0;
      while (field + 4 <= extra.length && u16(extra, field) != ZIP64_FIELD) {
        field += 4 + u16(extra, field + 2);
      }
      if (field + 4 <= extra.length) {
        at = field + 4;
        end = Math.min(at + u16(extra, field + 2), extra.length);
      }
    }

    long orNext(final long narrow) throws IOException {
      if (narrow != IN_ZIP64_FIELD || at + Long.BYTES > end) {
        return narrow;
      }
      final long value = i64(extra, at);
      at += Long.BYTES;
      if (value < 0) {
        throw new IOException("the archive's directory is damaged: copy it again");
      }
      return value;
    }
  }
}
