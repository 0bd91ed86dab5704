package org.etwflow.flow.accumulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Times in few bytes, in the order in which they were added: each as its distance from the one
 * before, the first from 0. Distances forth and back take turns (zigzag code), so that short ones
 * are small numbers, and are written in {@link Leb128}.
 */
final class PackedTimes {

  private static final int FIRST_CAPACITY = 16;

  /** Ten bytes each, which is the most that a time takes, fit into an array. */
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
    final long distance = time - last;
    try {
      Leb128.write(distance << 1 ^ distance >> (Long.SIZE - 1), written);
    } catch (final IOException e) {
      throw failure(e);
    }
    last = time;
    count++;
  }

  private static UncheckedIOException failure(final IOException e) {
    return new UncheckedIOException("memory fails", e);
  }

  private static long readDistance(final DataInputView in) throws IOException {
    final long number = Leb128.read(in);
    return number >>> 1 ^ -(number & 1);
  }

  private DataInputDeserializer reader() {
    return new DataInputDeserializer(written.getSharedBuffer(), 0, written.length());
  }

  /**
   * Adds those of another, which stays as it is.
   *
   * @return false if they are too many to be kept: then these are of no use any more
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
      add(readDistance(in));
      written.write(other.written.getSharedBuffer(), in.getPosition(), in.available());
    } catch (final IOException e) {
      throw failure(e);
    }
    last = other.last;
    count += other.count - 1;
    return true;
  }

  /** All of them, in the order in which they were added. */
  long[] unpack() {
    final long[] times = new long[count];
    final DataInputDeserializer in = reader();
    long time = 0;
    try {
      for (int i = 0; i < count; i++) {
        time += readDistance(in);
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
