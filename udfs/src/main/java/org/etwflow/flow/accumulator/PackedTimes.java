package org.etwflow.flow.accumulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.serialization.Leb128;

/**
 * Compact list of times in insertion order. Each time is stored as its difference from the one
 * before, the first one as its difference from 0, in signed {@link Leb128}: small differences in
 * either direction take few bytes.
 */
final class PackedTimes {

  private static final int FIRST_CAPACITY = 16;

  /** Maximum number of times: at up to ten bytes each, they fit into one array. */
  static final int MAX_COUNT = 200_000_000;

  private final DataOutputSerializer written;
  private int count;
  private long last;

  PackedTimes() {
    this(FIRST_CAPACITY);
  }

  private PackedTimes(final int capacity) {
    written = new DataOutputSerializer(capacity);
  }

  /** Adds a time. */
  void add(final long time) {
    try {
      Leb128.writeSigned(time - last, written);
    } catch (final IOException e) {
      throw failure(e);
    }
    last = time;
    count++;
  }

  private static UncheckedIOException failure(final IOException e) {
    return new UncheckedIOException("unexpected I/O error on an in-memory buffer", e);
  }

  private DataInputDeserializer reader() {
    return new DataInputDeserializer(written.getSharedBuffer(), 0, written.length());
  }

  /**
   * Adds the times of another list, which is not modified.
   *
   * @return false if there are too many times to keep: this list must not be used any more
   */
  boolean add(final PackedTimes other) {
    if (other.count == 0) {
      return true;
    }
    if (count > MAX_COUNT - other.count) {
      return false;
    }
    try {
      final DataInputDeserializer in = other.reader();
      add(Leb128.readSigned(in));
      written.write(other.written.getSharedBuffer(), in.getPosition(), in.available());
    } catch (final IOException e) {
      throw failure(e);
    }
    last = other.last;
    count += other.count - 1;
    return true;
  }

  /** Returns all times in insertion order. */
  long[] unpack() {
    final long[] times = new long[count];
    final DataInputDeserializer in = reader();
    long time = 0;
    try {
      for (int i = 0; i < count; i++) {
        time += Leb128.readSigned(in);
        times[i] = time;
      }
    } catch (final IOException e) {
      throw failure(e);
    }
    return times;
  }

  void write(final DataOutputView out) throws IOException {
    out.writeInt(count);
    out.writeInt(written.length());
    out.writeLong(last);
    out.write(written.getSharedBuffer(), 0, written.length());
  }

  static PackedTimes read(final DataInputView in) throws IOException {
    final int count = in.readInt();
    final int size = in.readInt();
    final PackedTimes read = new PackedTimes(Math.max(FIRST_CAPACITY, size));
    read.count = count;
    read.last = in.readLong();
    read.written.write(in, size);
    return read;
  }
}
