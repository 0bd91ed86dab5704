package org.etwflow.source.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FirstRecordTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.Trace;
import org.etwflow.source.file.ExpansionLimitException;
import org.etwflow.source.file.ExpansionLimitStream;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.EtlSplit;

/** Reads the hashes of a trace's records for the comparison with other traces. */
final class TraceRecords {

  /** Bytes to read from the start of a trace without random access to its buffers. */
  private static final long HEAD_BYTES = 4 << 20;

  /** Buffers to try at the start of a trace, including the log header's and damaged ones. */
  private static final int FIRST_BUFFERS = 9;

  private static final int HEAD_EVENTS = 64;

  private final List<EtlSplit> splits;
  private final TraceInput input;
  private final Trace trace;
  private final TraceLocation location;
  private final byte[] start = new byte[FirstRecordTime.BYTES];
  private final EtlBuffer buffer = new EtlBuffer();
  private final RecordCursor records = new RecordCursor();

  /**
   * Creates a reader of a trace.
   *
   * @param splits all splits of the trace, in file order
   */
  TraceRecords(final List<EtlSplit> splits, final TraceInput input) {
    this.splits = splits;
    this.input = input;
    this.trace = splits.get(0).trace();
    this.location = splits.get(0).location();
  }

  /** Passes the hashes of all readable records. */
  void all(final LongConsumer hashes) throws IOException {
    read(Long.MAX_VALUE, BufferReader.TO_END_OF_STREAM, hashes);
  }

  /**
   * Passes the records of the first buffers up to a number of bytes. A truncated or damaged packed
   * file ends at the damage, as when it is counted.
   */
  private void read(final long until, final long maxBytes, final LongConsumer hashes)
      throws IOException {
    try (InputStream in = input.open(location, 0)) {
      readSessions(in, until, maxBytes, hashes);
    } catch (final ExpansionLimitException e) {
      throw e;
    } catch (final IOException e) {
      if (!isStream()) {
        throw e;
      }
    }
  }

  private void readSessions(
      final InputStream in, final long until, final long maxBytes, final LongConsumer hashes)
      throws IOException {
    BufferReader session = BufferReader.of(trace, in, 0, BufferReader.TO_END_OF_STREAM);
    long unpacked = 0;
    long decompressedBefore = 0;
    while (session != null) {
      while (unpacked < maxBytes && session.read(buffer)) {
        unpacked += Math.max(buffer.storedSize(), buffer.recordsEnd());
        checkExpansion(in, decompressedBefore + session.bytesDecompressed());
        pass(until, hashes);
      }
      decompressedBefore += session.bytesDecompressed();
      session = session.appendedReader();
    }
  }

  private static void checkExpansion(final InputStream in, final long bytesDecompressed)
      throws IOException {
    if (in instanceof ExpansionLimitStream limited) {
      limited.setDecompressedBytes(bytesDecompressed);
    }
  }

  private boolean isStream() {
    return splits.get(0).end() == BufferReader.TO_END_OF_STREAM;
  }

  private void pass(final long until, final LongConsumer hashes) {
    if (!buffer.isReadable() || buffer.holdsLogHeader()) {
      return;
    }
    buffer.records(records);
    while (records.next()) {
      if (!RecordHash.isFileMetadata(records)) {
        if (timeOfRecord() > until) {
          return;
        }
        hashes.accept(RecordHash.of(records));
      }
    }
  }

  private long timeOfRecord() {
    return buffer.clock().toFileTime(records.timestamp());
  }

  /**
   * End of the first records to compare, among which are network events if there are any near the
   * start of the trace: FILETIME; 0 without records.
   */
  long endOfHead() throws IOException {
    try (InputStream in = input.open(location, 0)) {
      final BufferReader reader = BufferReader.of(trace, in, 0, BufferReader.TO_END_OF_STREAM);
      long end = 0;
      for (int i = 0; i < FIRST_BUFFERS && end == 0 && reader.read(buffer); i++) {
        end = endOfHeadInBuffer();
      }
      return end;
    } catch (final IOException e) {
      if (!isStream()) {
        throw e;
      }
      return 0;
    }
  }

  private long endOfHeadInBuffer() {
    if (!buffer.isReadable() || buffer.holdsLogHeader()) {
      return 0;
    }
    long end = 0;
    int networkEvents = 0;
    buffer.records(records);
    while (networkEvents < HEAD_EVENTS && records.next()) {
      if (!RecordHash.isFileMetadata(records)) {
        end = Math.max(end, timeOfRecord());
        networkEvents += RecordHash.isNetworkEvent(records) ? 1 : 0;
      }
    }
    return end;
  }

  /**
   * Passes the records up to a time: for a trace with random access all of them, otherwise those in
   * its first bytes.
   */
  void upTo(final long time, final LongConsumer hashes) throws IOException {
    if (isStream() || input.isDistributed(location.path())) {
      read(time, HEAD_BYTES, hashes);
      return;
    }
    try (FSDataInputStream in = input.openFile(location.path())) {
      for (final EtlSplit split : splits) {
        if (split.trace().isAppended()) {
          return;
        }
        readUpTo(time, in, split, hashes);
      }
    }
  }

  private void readUpTo(
      final long time, final FSDataInputStream in, final EtlSplit split, final LongConsumer hashes)
      throws IOException {
    final LogHeader header = trace.requireHeader();
    long offset = split.offset();
    while (offset < split.end() && split.bounds().from(offset) <= time) {
      in.seek(offset);
      final int length = in.readNBytes(start, 0, start.length);
      final boolean isHeader =
          length >= BufferHeader.SIZE
              && BufferHeader.storedSize(start, header) != BufferHeader.NO_HEADER;
      if (!isHeader && header.packed()) {
        return;
      }
      final long stored = isHeader ? BufferHeader.storedSize(start, header) : header.bufferSize();
      if (isHeader && FirstRecordTime.firstTime(start, length, header) <= time) {
        in.seek(offset);
        BufferReader.of(trace, in, offset, offset + stored).read(buffer);
        pass(time, hashes);
      }
      offset += stored;
    }
  }
}
