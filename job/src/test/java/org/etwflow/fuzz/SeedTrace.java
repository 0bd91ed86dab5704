package org.etwflow.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.Trace;

/** Trace to be mutated, with the offsets of the fields that readers depend on. */
final class SeedTrace {

  private final String name;
  private final byte[] bytes;
  private final LogHeader header;
  private final List<Integer> buffers = new ArrayList<>();
  private final List<Integer> records = new ArrayList<>();
  private final List<CompressedBuffer> compressed = new ArrayList<>();

  /**
   * Creates a seed and finds its offsets by reading it.
   *
   * @param name name for messages
   * @param bytes bytes of the file
   */
  SeedTrace(final String name, final byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
    try {
      this.header = LogHeader.parse(bytes, Math.min(bytes.length, LogHeader.BYTES_NEEDED));
      final BufferReader reader =
          BufferReader.of(
              new Trace(name, null, bytes.length, header),
              new ByteArrayInputStream(bytes),
              0,
              bytes.length);
      final EtlBuffer buffer = new EtlBuffer();
      while (reader.read(buffer)) {
        addPlaces(buffer);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addPlaces(final EtlBuffer buffer) {
    buffers.add((int) buffer.offset());
    if (buffer.isReadable() && buffer.isCompressed()) {
      compressed.add(new CompressedBuffer(buffer));
    } else if (buffer.isReadable()) {
      recordOffsets(buffer).forEach(record -> records.add((int) buffer.offset() + record));
    }
  }

  private static List<Integer> recordOffsets(final EtlBuffer buffer) {
    final List<Integer> offsets = new ArrayList<>();
    final RecordCursor cursor = buffer.records(new RecordCursor());
    while (cursor.next()) {
      offsets.add(cursor.offset());
    }
    return offsets;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Size of the session's buffers in bytes. */
  int bufferSize() {
    return header.bufferSize();
  }

  /** Offsets of all buffers, the log header's first. */
  List<Integer> buffers() {
    return buffers;
  }

  /** Offsets of all records stored uncompressed: at least the log header. */
  List<Integer> records() {
    return records;
  }

  /** Buffers that are stored compressed. */
  List<CompressedBuffer> compressed() {
    return compressed;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Compressed buffer. */
  static final class CompressedBuffer {

    private final int offset;
    private final int storedSize;
    private final byte[] records;
    private final List<Integer> recordOffsets;

    CompressedBuffer(final EtlBuffer buffer) {
      offset = (int) buffer.offset();
      storedSize = (int) buffer.storedSize();
      records = Arrays.copyOfRange(buffer.bytes(), BufferHeader.SIZE, buffer.recordsEnd());
      recordOffsets =
          SeedTrace.recordOffsets(buffer).stream().map(at -> at - BufferHeader.SIZE).toList();
    }

    int offset() {
      return offset;
    }

    /** Stored size in bytes. */
    int storedSize() {
      return storedSize;
    }

    /** Decompressed records. */
    byte[] records() {
      return records;
    }

    /** Offset of the first record in {@link #records()}. */
    List<Integer> recordOffsets() {
      return recordOffsets;
    }
  }
}
