package org.etwflow.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlFormatException;
import org.etwflow.etl.LogHeader;

/**
 * Opens traces, packed or not; the format is detected by a file's first bytes, not its name.
 *
 * <p>Errors of file systems other than the local one are {@linkplain StorageRequests repeated}, and
 * are a {@link StorageException} if they last. An {@link IOException} is a problem of the file.
 *
 * @param requests requests to these file systems
 */
@Internal
public record TraceInput(StorageRequests requests) implements Serializable {

  /** Opens traces with the default handling of errors. */
  public static final TraceInput DEFAULT = new TraceInput(StorageRequests.DEFAULT);

  private static final long serialVersionUID = 1L;

  /** Opens a file without unpacking it. */
  public FSDataInputStream openFile(final Path file) throws IOException {
    if (LocalFile.isLocal(file)) {
      return LocalFile.open(LocalFile.of(file));
    }
    return new RetryingStream(file.toString(), () -> file.getFileSystem().open(file), requests);
  }

  /** Reads the first bytes of a file, in one request. */
  public FileStart start(final Path file) throws IOException {
    try (FSDataInputStream in = openFile(file)) {
      return FileStart.read(in);
    }
  }

  /** Detects the format of a file by its first bytes. */
  public FileKind kind(final Path file) throws IOException {
    try (FSDataInputStream in = openFile(file)) {
      return kind(in);
    }
  }

  private static FileKind kind(final InputStream in) throws IOException {
    final byte[] start = in.readNBytes(FileKind.BYTES_NEEDED);
    return FileKind.of(start, start.length);
  }

  /**
   * Opens a trace with the default maximum expansion.
   *
   * @param offset offset in the unpacked trace
   * @return stream positioned at the offset; closed by the caller
   */
  public InputStream open(final TraceLocation location, final long offset) throws IOException {
    return open(location, offset, BufferReader.DEFAULT_MAX_EXPANSION);
  }

  /**
   * Opens a trace.
   *
   * @param offset offset in the unpacked trace
   * @param maxExpansion limit for a packed trace, see {@link ExpansionLimitStream}
   * @return stream positioned at the offset; closed by the caller
   */
  public InputStream open(final TraceLocation location, final long offset, final int maxExpansion)
      throws IOException {
    final FSDataInputStream in = openFile(location.path());
    try {
      final InputStream trace =
          location.entry() == null
              ? unpackedFile(in, maxExpansion)
              : unpackedEntry(location.entry(), in, maxExpansion);
      if (trace != in) {
        trace.skipNBytes(offset);
      } else if (offset > 0) {
        in.seek(offset);
      }
      return trace;
    } catch (final IOException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream unpackedFile(final FSDataInputStream in, final int maxExpansion)
      throws IOException {
    final FileKind kind = kind(in);
    in.seek(0);
    return kind.isCompressed()
        ? new ExpansionLimitStream(
            UnpackedStream.of(kind, in), in, 0, maxExpansion, ExpansionLimitStream.FREE_BYTES)
        : in;
  }

  /** Opens an entry, which can itself be a packed file; each unpacking has a limit. */
  private static InputStream unpackedEntry(
      final ZipEntry entry, final FSDataInputStream in, final int maxExpansion) throws IOException {
    final PushbackInputStream unpacked =
        new PushbackInputStream(entry.open(in), FileKind.BYTES_NEEDED);
    final long start = in.getPos();
    final long free = ExpansionLimitStream.FREE_BYTES_OF_ENTRY;
    final InputStream limited = new ExpansionLimitStream(unpacked, in, start, maxExpansion, free);
    final byte[] first = unpacked.readNBytes(FileKind.BYTES_NEEDED);
    unpacked.unread(first);
    final FileKind kind = FileKind.of(first, first.length);
    return kind.isCompressed()
        ? new ExpansionLimitStream(UnpackedStream.of(kind, limited), in, start, maxExpansion, free)
        : limited;
  }

  /**
   * Reads the log header of a trace.
   *
   * @param offset start of the session in the trace: 0 for the first
   * @throws EtlFormatException if there is no readable log header
   */
  public LogHeader readLogHeader(final TraceLocation location, final long offset)
      throws IOException {
    try (InputStream in = open(location, offset)) {
      return FileStart.read(in)
          .logHeader(in instanceof FSDataInputStream ? "" : " in a packed file");
    }
  }

  /** Whether a file is complete as soon as it appears; other files may still be written to. */
  public boolean appearsAtOnce(final Path file) throws IOException {
    return isDistributed(file) || kind(file).isRead();
  }

  /** Whether a file is on a distributed file system, where random access is slow. */
  public boolean isDistributed(final Path file) {
    return !LocalFile.isLocal(file)
        && requests.make(file, "cannot be accessed", () -> file.getFileSystem().isDistributedFS());
  }
}
