package org.etwflow.testing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;

/** A file that a session is writing, buffer by buffer, at a test's pace. */
public final class GrowingTrace implements Closeable {

  private final WrittenTrace trace;
  private final FileChannel file;
  private int written;

  private GrowingTrace(final Path path, final WrittenTrace trace) throws IOException {
    this.trace = trace;
    this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** A session that has just begun: the buffer of its log header is there. */
  public static GrowingTrace begin(final Path file, final WrittenTrace trace) throws IOException {
    final byte[] header = Arrays.copyOf(GrowingFile.open(trace), (int) end(trace, -1));
    final GrowingTrace growing = new GrowingTrace(file, trace);
    growing.file.write(ByteBuffer.wrap(header));
    return growing;
  }

  /** Where a buffer ends in the file; that of the log header is number -1. */
  private static long end(final WrittenTrace trace, final int number) {
    return number + 1 < trace.buffers().size()
        ? trace.buffers().get(number + 1).fileOffset()
        : trace.bytes().length;
  }

  /** Whether not all buffers have been written. */
  public boolean hasMore() {
    return written < trace.buffers().size();
  }

  /** Appends the next buffer. */
  public WrittenBuffer writeNext() throws IOException {
    final WrittenBuffer buffer = trace.buffers().get(written);
    final int from = (int) buffer.fileOffset();
    file.write(ByteBuffer.wrap(trace.bytes(), from, (int) (end(trace, written) - from)));
    written++;
    return buffer;
  }

  /** Loses the next buffer: it is never written. */
  public WrittenBuffer loseNext() {
    return trace.buffers().get(written++);
  }

  /** Appends so many buffers, or all that are left. */
  public void writeNext(final int count) throws IOException {
    for (int i = 0; i < count && hasMore(); i++) {
      writeNext();
    }
  }

  /** The time of the first send in a buffer, FILETIME; 0 if there is none. */
  public long firstSend(final WrittenBuffer buffer) {
    return trace.sends().stream()
        .filter(sent -> sent.buffer().filter(buffer::equals).isPresent())
        .mapToLong(WrittenSend::time)
        .findFirst()
        .orElse(0);
  }

  /** Ends the session: the rest of the buffers, and the log header as it is then. */
  public void endSession() throws IOException {
    writeNext(Integer.MAX_VALUE);
    file.write(ByteBuffer.wrap(trace.bytes(), 0, (int) end(trace, -1)), 0);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
