package org.etwflow.flow;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Times in few bytes, in the order in which they were added: each as its distance from the one
 * before, the first from 0. Distances forth and back take turns (zigzag code), so that short ones
 * are small numbers; of these a byte has seven bits, the lowest first, and whether more follow
 * (LEB128).
 */
final class PackedTimes {

  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;
  private static final int MAX_BYTES = (Long.SIZE + BITS - 1) / BITS;
  private static final byte[] NONE = {};

  private byte[] bytes = NONE;
  private int size;
  private int count;
  private long last;

  int count() {
    return count;
  }

  /** Adds a time. */
  void add(final long time) {
    makeRoom(MAX_BYTES);
    final long distance = time - last;
    long rest = distance << 1 ^ distance >> (Long.SIZE - 1);
    while (rest >>> BITS != 0) {
      bytes[size++] = (byte) (rest | MORE);
      rest >>>= BITS;
    }
    bytes[size++] = (byte) rest;
    last = time;
    count = Math.incrementExact(count);
  }

  private void makeRoom(final int more) {
    final int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, size + size / 2));
    }
  }

  /** Adds those of another, which stays as it is. */
  void add(final PackedTimes other) {
    if (other.count == 0) {
      return;
    }
    final Cursor cursor = new Cursor(other.bytes);
    add(cursor.next());
    final int rest = other.size - cursor.at;
    makeRoom(rest);
    System.arraycopy(other.bytes, cursor.at, bytes, size, rest);
    size += rest;
    last = other.last;
    count = Math.addExact(count, other.count - 1);
  }

  /** All of them, in the order in which they were added. */
  long[] unpack() {
    final long[] times = new long[count];
    final Cursor cursor = new Cursor(bytes);
    long time = 0;
    for (int i = 0; i < count; i++) {
      time += cursor.next();
      times[i] = time;
    }
    return times;
  }

  void write(final DataOutputView out) throws IOException {
    out.writeInt(count);
    out.writeInt(size);
    out.writeLong(last);
    out.write(bytes, 0, size);
  }

  static PackedTimes read(final DataInputView in) throws IOException {
    final PackedTimes read = new PackedTimes();
    read.count = in.readInt();
    read.size = in.readInt();
    read.last = in.readLong();
    read.bytes = new byte[read.size];
    in.readFully(read.bytes);
    return read;
  }

  /** Reads distances. */
  private static final class Cursor {

    private final byte[] bytes;
    private int at;

    Cursor(final byte[] bytes) {
      this.bytes = bytes;
    }

    long next() {
      long number = 0;
      int shift = 0;
      byte read = bytes[at++];
      while (read < 0) {
        number |= (long) (read & (MORE - 1)) << shift;
        shift += BITS;
        read = bytes[at++];
      }
      number |= (long) read << shift;
      return number >>> 1 ^ -(number & 1);
    }
  }
}
