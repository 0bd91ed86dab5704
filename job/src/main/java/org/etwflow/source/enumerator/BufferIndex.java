package org.etwflow.source.enumerator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.BufferStart;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.LowerBoundsBuilder;

/**
 * Goes through the buffers of a file by their headers, and cuts splits on the way. Of a buffer it
 * keeps two numbers until its split is cut, of a split a few more.
 */
final class BufferIndex {

  /** Behind damage in a packed file the next buffer is not known: the last split finds it. */
  private static final long ANY_TIME = 0;

  private final Trace trace;
  private final long splitSize;
  private final List<EtlSplit> splits = new ArrayList<>();
  private final LowerBoundsBuilder bounds = new LowerBoundsBuilder();
  private final byte[] start = new byte[BufferStart.BYTES];
  private final EtlBuffer buffer = new EtlBuffer();
  private long splitOffset;

  BufferIndex(final Trace trace, final long splitSize) {
    this.trace = trace;
    this.splitSize = splitSize;
  }

  /** All of the file, in file order. */
  List<EtlSplit> splits(final Path file) throws IOException {
    try (FSDataInputStream in = file.getFileSystem().open(file)) {
      long offset = 0;
      while (offset < trace.octets()) {
        in.seek(offset);
        final int length = in.readNBytes(start, 0, start.length);
        offset += add(in, offset, length);
      }
    }
    cut(trace.octets());
    return splits;
  }

  /** Returns how much further on the next buffer begins. */
  private long add(final FSDataInputStream in, final long offset, final int length)
      throws IOException {
    final boolean isHeader = length >= BufferHeader.SIZE && storedSize() != BufferHeader.NO_HEADER;
    if (!isHeader && trace.header().packed()) {
      // Not cut here: a buffer that only a search finds could begin before and end behind it.
      bounds.add(offset, ANY_TIME);
      return trace.octets() - offset;
    }
    if (offset - splitOffset >= splitSize) {
      cut(offset);
    }
    if (!isHeader) {
      bounds.add(offset, Long.MAX_VALUE);
      return trace.header().bufferSize();
    }
    final long stored = Math.min(storedSize(), trace.octets() - offset);
    bounds.add(offset, firstTime(in, offset, stored, length));
    return stored;
  }

  private int storedSize() {
    return BufferHeader.storedSize(start, trace.header());
  }

  private long firstTime(
      final FSDataInputStream in, final long offset, final long stored, final int length)
      throws IOException {
    final long time = BufferStart.firstTime(start, length, trace.header());
    return time == TraceClock.NOT_A_TIME ? earliestTime(in, offset, stored) : time;
  }

  /** What the first bytes do not tell, all of the buffer must: few buffers come to this. */
  private long earliestTime(final FSDataInputStream in, final long offset, final long stored)
      throws IOException {
    in.seek(offset);
    BufferReader.of(trace, in, offset, offset + stored).read(buffer);
    long earliest = Long.MAX_VALUE;
    final RecordCursor records = buffer.records(new RecordCursor());
    while (records.next()) {
      if (records.timestamp() != RecordCursor.NO_TIMESTAMP) {
        final long time = trace.header().clock().toFileTime(records.timestamp());
        earliest = time == TraceClock.NOT_A_TIME ? earliest : Math.min(earliest, time);
      }
    }
    return earliest;
  }

  private void cut(final long end) {
    if (end > splitOffset) {
      splits.add(EtlSplit.ofRange(trace, splitOffset, end, bounds.build()));
      splitOffset = end;
    }
  }
}
