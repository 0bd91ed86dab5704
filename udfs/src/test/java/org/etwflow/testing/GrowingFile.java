package org.etwflow.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenTrace;

/** Simulated file that grows as a session, or a copy, writes it. */
public final class GrowingFile {

  /** Offsets of EndTime and BuffersWritten in the file: header, record header, payload. */
  private static final int END_TIME_AT = 72 + 32 + 16;

  private static final int BUFFERS_WRITTEN_AT = 72 + 32 + 36;

  private final Path path;

  public GrowingFile(final Path path) {
    this.path = path;
  }

  /** Bytes of a trace before its session was closed. */
  public static byte[] open(final WrittenTrace trace) {
    final byte[] open = trace.bytes().clone();
    Arrays.fill(open, END_TIME_AT, END_TIME_AT + Long.BYTES, (byte) 0);
    Arrays.fill(open, BUFFERS_WRITTEN_AT, BUFFERS_WRITTEN_AT + Integer.BYTES, (byte) 0);
    return open;
  }

  /** Ends of the buffers of a trace, the log header's first. */
  public static List<Integer> bufferEnds(final WrittenTrace trace) {
    final List<WrittenBuffer> buffers = trace.buffers();
    return IntStream.rangeClosed(0, buffers.size())
        .mapToObj(
            number ->
                number < buffers.size()
                    ? (int) buffers.get(number).fileOffset()
                    : (int) buffers.get(number - 1).fileOffset()
                        + buffers.get(number - 1).storedLength())
        .toList();
  }

  /** Sets the content from now on. */
  public void holds(final byte[] bytes, final long nowMillis) {
    try {
      Files.write(path, bytes);
      Files.setLastModifiedTime(path, FileTime.fromMillis(nowMillis));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets the content to the first of these bytes from now on. */
  public void holds(final byte[] bytes, final int length, final long nowMillis) {
    holds(Arrays.copyOf(bytes, length), nowMillis);
  }

  /** The file as file discovery returns it. */
  public TraceFile found() {
    try {
      return new TraceFile(
          new org.apache.flink.core.fs.Path(path.toUri()),
          Files.size(path),
          Files.getLastModifiedTime(path).toMillis());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Name of the file as a path. */
  public String name() {
    return path.toString();
  }
}
