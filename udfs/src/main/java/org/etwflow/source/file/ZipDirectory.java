package org.etwflow.source.file;

import static org.etwflow.etl.LittleEndian.i32;
import static org.etwflow.etl.LittleEndian.i64;
import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u32;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The traces in a zip archive according to the directory at its end; the headers before the entries
 * may lack sizes. The directory is read completely, regardless of its entry count, and only entries
 * of traces are kept.
 *
 * <p>The total size of the entries must not exceed that of the archive: overlapping entries (zip
 * bombs) could take any amount of work.
 */
@Internal
public final class ZipDirectory {

  private static final int END_SIZE = 22;
  private static final int END_SIGNATURE = 0x06054B50;
  private static final int MAX_COMMENT_SIZE = 0xFFFF;
  private static final int LOCATOR_SIZE = 20;
  private static final int LOCATOR_SIGNATURE = 0x07064B50;
  private static final int END64_SIZE = 56;
  private static final int END64_SIGNATURE = 0x06064B50;
  private static final int DIGITAL_SIGNATURE = 0x05054B50;
  private static final int BUFFER_SIZE = 64 << 10;

  private final FSDataInputStream in;
  private final long length;
  private final List<ZipEntry> traces = new ArrayList<>();
  private final List<String> packed = new ArrayList<>();
  private long directoryAt;
  private long directorySize;
  private long shift;
  private long packedSize;

  private ZipDirectory(final FSDataInputStream in, final long length) {
    this.in = in;
    this.length = length;
  }

  /**
   * Reads the directory of an archive.
   *
   * @param in stream of the archive; closed by the caller
   * @param length size of the archive in bytes
   */
  public static ZipDirectory read(final FSDataInputStream in, final long length)
      throws IOException {
    final ZipDirectory directory = new ZipDirectory(in, length);
    directory.find();
    directory.readEntries();
    return directory;
  }

  /** Entries with the names of traces, in the order of the directory. */
  public List<ZipEntry> traces() {
    return traces;
  }

  /** Names of entries that are packed files of unknown content; they are not opened. */
  public List<String> packed() {
    return packed;
  }

  private void find() throws IOException {
    final int tailSize = (int) Math.min(length, END_SIZE + MAX_COMMENT_SIZE);
    final byte[] tail = readFully(length - tailSize, tailSize);
    final int end = endIn(tail);
    final long endAt = length - tailSize + end;
    directorySize = u32(tail, end + 12);
    final long given = u32(tail, end + 16);
    final byte[] end64 = end64(endAt);
    if (end64 == null) {
      set(endAt, given);
    } else {
      directorySize = i64(end64, 40);
      set(endAt - LOCATOR_SIZE - END64_SIZE, i64(end64, 48));
    }
  }

  /**
   * Sets the offsets; data prepended to the archive, as in self-extracting ones, shifts them all.
   */
  private void set(final long endAt, final long givenAt) throws IOException {
    directoryAt = endAt - directorySize;
    shift = directoryAt - givenAt;
    if (directorySize < 0 || directoryAt < 0 || givenAt < 0 || shift < 0) {
      throw damaged();
    }
  }

  private static int endIn(final byte[] tail) throws IOException {
    for (int at = tail.length - END_SIZE; at >= 0; at--) {
      if (i32(tail, at) == END_SIGNATURE && at + END_SIZE + u16(tail, at + 20) <= tail.length) {
        return at;
      }
    }
    throw new IOException(
        "the archive is truncated: the directory at its end is missing: copy it again");
  }

  /** The ZIP64 end record, of archives with more than 4 GB or 65,535 entries; null if absent. */
  private byte @Nullable [] end64(final long endAt) throws IOException {
    final long at = endAt - LOCATOR_SIZE - END64_SIZE;
    if (at < 0) {
      return null;
    }
    final byte[] bytes = readFully(at, END64_SIZE + LOCATOR_SIZE);
    return i32(bytes, END64_SIZE) == LOCATOR_SIGNATURE && i32(bytes, 0) == END64_SIGNATURE
        ? bytes
        : null;
  }

  private void readEntries() throws IOException {
    in.seek(directoryAt);
    final InputStream entries =
        new BufferedInputStream(
            BoundedInputStream.builder().setInputStream(in).setMaxCount(directorySize).get(),
            BUFFER_SIZE);
    byte[] fixed = entries.readNBytes(ZipEntry.SIZE);
    while (fixed.length == ZipEntry.SIZE && i32(fixed, 0) == ZipEntry.SIGNATURE) {
      try {
        add(ZipEntry.read(fixed, entries, shift));
      } catch (final EOFException e) {
        throw damaged();
      }
      fixed = entries.readNBytes(ZipEntry.SIZE);
    }
    final boolean isEnd = fixed.length == 0 || isDigitalSignature(fixed);
    if (!isEnd) {
      throw damaged();
    }
  }

  private static boolean isDigitalSignature(final byte[] record) {
    return record.length >= Integer.BYTES && i32(record, 0) == DIGITAL_SIGNATURE;
  }

  private void add(final ZipEntry entry) throws IOException {
    switch (TraceName.of(entry.lastName())) {
      case TRACE, NUMBERED -> addTrace(entry);
      case PACKED -> packed.add(entry.name());
      case HIDDEN, OTHER -> {}
    }
  }

  private void addTrace(final ZipEntry entry) throws IOException {
    packedSize += entry.packedSize();
    if (packedSize > length) {
      throw new IOException(
          "the archive is damaged: its entries are larger than the archive: copy it again");
    }
    traces.add(entry);
  }

  private byte[] readFully(final long at, final int size) throws IOException {
    in.seek(at);
    final byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the archive became shorter while it was read");
    }
    return bytes;
  }

  private static IOException damaged() {
    return new IOException("the archive's directory is damaged: copy it again");
  }
}
