package org.etwflow.source.reader;

import java.io.IOException;
import java.io.InputStream;
import org.etwflow.etl.BufferSync;
import org.etwflow.etl.LogHeader;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.BufferRange;
import org.etwflow.source.split.EtlSplit;

/**
 * Ends of a range that was cut anywhere: the first buffers at or after the cuts. They depend on the
 * bytes at the cuts alone, so that the reader of the next range finds the same buffer, and each
 * byte is read once. A cut without a buffer near it, as in a long damaged stretch, does not end a
 * range: it goes on to the next cut.
 */
final class RangeEnds {

  private final EtlSplit split;
  private final TraceInput input;
  private final LogHeader session;

  private RangeEnds(final EtlSplit split, final TraceInput input) {
    this.split = split;
    this.input = input;
    this.session = split.trace().requireHeader();
  }

  /** Returns the range between buffers; it is empty if no buffer starts near the first cut. */
  static BufferRange find(final EtlSplit split, final TraceInput input) throws IOException {
    return new RangeEnds(split, input).find();
  }

  private BufferRange find() throws IOException {
    final BufferRange cut = split.range();
    final long first = cut.startsAtCut() ? firstBuffer(cut.offset()) : cut.offset();
    return first == BufferSync.NONE ? cut.between(cut.end(), cut.end()) : cut.between(first, end());
  }

  private long end() throws IOException {
    final long size = split.trace().size();
    long cut = split.range().end();
    while (cut < size) {
      final long first = firstBuffer(cut);
      if (first != BufferSync.NONE) {
        return first;
      }
      cut += split.range().stride();
    }
    return size;
  }

  private long firstBuffer(final long cut) throws IOException {
    try (InputStream in = input.openFile(split.location().path(), cut)) {
      final long rest = split.trace().size() - cut;
      final byte[] bytes = in.readNBytes((int) Math.min(rest, BufferSync.bytesNeeded(session)));
      final int distance = BufferSync.find(bytes, bytes.length, bytes.length == rest, session);
      return distance == BufferSync.NONE ? BufferSync.NONE : cut + distance;
    }
  }
}
