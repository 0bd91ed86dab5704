package org.etwflow.testing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;

/** Real file that a session writes, buffer by buffer, as a test tells it to. */
public final class GrowingTrace implements Closeable {

  private final WrittenTrace trace;
  private final FileChannel file;
  private int written;

  private GrowingTrace(final Path path, final WrittenTrace trace) throws IOException {
    this.trace = trace;
    this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Starts a session: the file has the buffer of the log header. */
  public static GrowingTrace begin(final Path file, final WrittenTrace trace) throws IOException {
    final byte[] header = Arrays.copyOf(GrowingFile.open(trace), (int) end(trace, -1));
    final GrowingTrace growing = new GrowingTrace(file, trace);
    growing.file.write(ByteBuffer.wrap(header));
    return growing;
  }

  /** End of a buffer in the file; that of the log header has the number -1. */
  private static long end(final WrittenTrace trace, final int number) {
    return number + 1 < trace.buffers().size()
        ? trace.buffers().get(number + 1).fileOffset()
        : trace.bytes().length;
  }

  /** Whether there are buffers that are not written yet. */
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

  /** Skips the next buffer, which is never written. */
  public WrittenBuffer loseNext() {
    return trace.buffers().get(written++);
  }

  /** Appends some buffers, or all remaining ones if they are fewer. */
  public void writeNext(final int count) throws IOException {
    for (int i = 0; i < count && hasMore(); i++) {
      writeNext();
    }
  }

  /** FILETIME of the first network event in a buffer; 0 if it has none. */
  public long firstEvent(final WrittenBuffer buffer) {
    return trace.events().stream()
        .filter(event -> event.buffer().filter(buffer::equals).isPresent())
        .mapToLong(WrittenEvent::time)
        .findFirst()
        .orElse(0);
  }

  /** Ends the session: writes the remaining buffers and the final log header. */
  public void endSession() throws IOException {
    writeNext(Integer.MAX_VALUE);
    file.write(ByteBuffer.wrap(trace.bytes(), 0, (int) end(trace, -1)), 0);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
