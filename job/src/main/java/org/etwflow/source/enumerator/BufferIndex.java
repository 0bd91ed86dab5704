package org.etwflow.source.enumerator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.ByteBufferReadable;
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

  /**
   * Of damage, which holds time back until it is read: then windows that it may concern are still
   * open. Behind it in a packed file the next buffer is not known: the last split finds it.
   */
  private static final long ANY_TIME = 0;

  private static final long NO_RECORDS = Long.MAX_VALUE;

  private final Trace trace;
  private final long splitSize;
  private final List<EtlSplit> splits = new ArrayList<>();
  private final LowerBoundsBuilder bounds = new LowerBoundsBuilder();
  private final byte[] start = new byte[BufferStart.BYTES];
  private final EtlBuffer buffer = new EtlBuffer();
  private long splitOffset;
  private long offset;
  private long buffers;
  private long latest;

  /**
   * An index of what begins at an offset.
   *
   * @param from where a buffer begins
   */
  BufferIndex(final Trace trace, final long splitSize, final long from) {
    this.trace = trace;
    this.splitSize = splitSize;
    this.splitOffset = from;
    this.offset = from;
  }

  /** Goes on to the end of the file. */
  void addAll(final Path file) throws IOException {
    try (FSDataInputStream in = file.getFileSystem().open(file)) {
      while (offset < trace.octets()) {
        addNext(in, load(in));
      }
    }
    cut();
  }

  /** Goes on up to where a session has not yet written a whole buffer. */
  void addWholeBuffers(final Path file) throws IOException {
    try (FSDataInputStream in = file.getFileSystem().open(file)) {
      int length = load(in);
      while (isWholeBuffer(length)) {
        addNext(in, length);
        length = load(in);
      }
    }
    cut();
  }

  /** What was cut, in file order: all that was gone through. */
  List<EtlSplit> splits() {
    return splits;
  }

  /** Where it has come to. */
  long offset() {
    return offset;
  }

  /** How many buffers it has gone through. */
  long buffers() {
    return buffers;
  }

  /** The latest first time of a buffer that it has gone through: FILETIME; 0 if there is none. */
  long latest() {
    return latest;
  }

  private int load(final FSDataInputStream in) throws IOException {
    if (in instanceof ByteBufferReadable readable) {
      return load(readable);
    }
    in.seek(offset);
    return in.readNBytes(start, 0, start.length);
  }

  /** A local file: one system call for each of millions of buffers, and not three. */
  private int load(final ByteBufferReadable in) throws IOException {
    final ByteBuffer into = ByteBuffer.wrap(start);
    int length;
    do {
      length = in.read(offset + into.position(), into);
    } while (length > 0 && into.hasRemaining());
    return into.position();
  }

  /** Where all buffers have one size, one with a damaged header is whole, too. */
  private boolean isWholeBuffer(final int length) {
    if (length < BufferHeader.SIZE || BufferHeader.isUnused(start, 0)) {
      return false;
    }
    final int stored = storedSize();
    final int size =
        stored == BufferHeader.NO_HEADER && !trace.header().packed()
            ? trace.header().bufferSize()
            : stored;
    return size != BufferHeader.NO_HEADER && offset + size <= trace.octets();
  }

  private void addNext(final FSDataInputStream in, final int length) throws IOException {
    final boolean isHeader = length >= BufferHeader.SIZE && storedSize() != BufferHeader.NO_HEADER;
    if (!isHeader && trace.header().packed()) {
      // Not cut here: a buffer that only a search finds could begin before and end behind it.
      bounds.add(offset, ANY_TIME);
      offset = trace.octets();
      return;
    }
    if (offset - splitOffset >= splitSize) {
      cut();
    }
    final long size = isHeader ? storedSize() : trace.header().bufferSize();
    final long stored = Math.min(size, trace.octets() - offset);
    final long first = isHeader ? firstTime(in, stored, length) : timeWithoutHeader(length);
    bounds.add(offset, first);
    if (first != NO_RECORDS) {
      latest = Math.max(latest, first);
    }
    buffers++;
    offset += stored;
  }

  private long timeWithoutHeader(final int length) {
    return length >= BufferHeader.SIZE && BufferHeader.isUnused(start, 0) ? NO_RECORDS : ANY_TIME;
  }

  private int storedSize() {
    return BufferHeader.storedSize(start, trace.header());
  }

  private long firstTime(final FSDataInputStream in, final long stored, final int length)
      throws IOException {
    final long time = BufferStart.firstTime(start, length, trace.header());
    return time == TraceClock.NOT_A_TIME ? earliestTime(in, stored) : time;
  }

  /** What the first bytes do not tell, all of the buffer must: few buffers come to this. */
  private long earliestTime(final FSDataInputStream in, final long stored) throws IOException {
    in.seek(offset);
    BufferReader.of(trace, in, offset, offset + stored).read(buffer);
    if (!buffer.isReadable()) {
      return ANY_TIME;
    }
    long earliest = NO_RECORDS;
    final RecordCursor records = buffer.records(new RecordCursor());
    while (records.next()) {
      if (records.hasTimestamp()) {
        final long time = trace.header().clock().toFileTime(records.timestamp());
        earliest = time == TraceClock.NOT_A_TIME ? earliest : Math.min(earliest, time);
      }
    }
    return earliest == NO_RECORDS && records.isBroken() ? ANY_TIME : earliest;
  }

  private void cut() {
    if (offset > splitOffset) {
      splits.add(EtlSplit.ofRange(trace, splitOffset, offset, bounds.build()));
      splitOffset = offset;
    }
  }
}
