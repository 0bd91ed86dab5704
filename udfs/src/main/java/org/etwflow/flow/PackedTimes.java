package org.etwflow.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Times in few bytes: runs, one behind the other, each of them its first time and the distances
 * from one to the next. Runs are added as they are, so that as many as there may be take linear
 * time.
 *
 * <p>The lower bits of the distances of a run are written as they are, and what is above them,
 * which is mostly 0 or 1, in gamma code (exponential Golomb code). How many lower bits: as many as
 * half of the distances have. One more costs a bit for each distance that is shorter, and saves one
 * for each that is longer, so the median is where nothing is left to save.
 */
final class PackedTimes {

  private static final byte[] NONE = {};

  private byte[] bytes = NONE;
  private int size;
  private int count;

  int count() {
    return count;
  }

  /**
   * Adds a run.
   *
   * @param times at least one, ascending
   */
  void add(final long[] times) {
    try {
      final DataOutputSerializer out = new DataOutputSerializer(2 * Long.BYTES);
      pack(times, out);
      add(out.getSharedBuffer(), out.length(), times.length);
    } catch (final IOException e) {
      throw new UncheckedIOException("memory fails", e);
    }
  }

  /** Adds the runs of another, which stays as it is. */
  void add(final PackedTimes other) {
    add(other.bytes, other.size, other.count);
  }

  private void add(final byte[] added, final int addedSize, final int addedCount) {
    final int needed = Math.addExact(size, addedSize);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, size + size / 2));
    }
    System.arraycopy(added, 0, bytes, size, addedSize);
    size = needed;
    count = Math.addExact(count, addedCount);
  }

  private static void pack(final long[] times, final DataOutputView out) throws IOException {
    final int lowBits = medianLength(times);
    out.writeLong(times[0]);
    final GammaWriter writer = new GammaWriter(out);
    writer.write(times.length);
    writer.write(lowBits + 1);
    for (int i = 1; i < times.length; i++) {
      final long distance = times[i] - times[i - 1];
      writer.write((distance >>> lowBits) + 1);
      writer.writeBits(distance, lowBits);
    }
    writer.flush();
  }

  /** In bits, of the distances. */
  private static int medianLength(final long[] times) {
    final int[] ofLength = new int[Long.SIZE];
    for (int i = 1; i < times.length; i++) {
      ofLength[Long.SIZE - Long.numberOfLeadingZeros(times[i] - times[i - 1])]++;
    }
    int length = 0;
    int upTo = ofLength[0];
    while (upTo < times.length / 2) {
      upTo += ofLength[++length];
    }
    return length;
  }

  /**
   * All of them, run by run.
   *
   * @param into where they are put, from its start
   */
  void unpack(final long[] into) {
    try {
      final DataInputDeserializer in = new DataInputDeserializer(bytes, 0, size);
      int at = 0;
      while (at < count) {
        at = unpackRun(in, into, at);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException("memory fails", e);
    }
  }

  private static int unpackRun(final DataInputView in, final long[] into, final int from)
      throws IOException {
    long time = in.readLong();
    into[from] = time;
    final GammaReader reader = new GammaReader(in);
    final int end = from + (int) reader.read();
    final int lowBits = (int) reader.read() - 1;
    for (int i = from + 1; i < end; i++) {
      final long highBits = reader.read() - 1;
      time += (highBits << lowBits) | reader.readBits(lowBits);
      into[i] = time;
    }
    return end;
  }

  void write(final DataOutputView out) throws IOException {
    out.writeInt(count);
    out.writeInt(size);
    out.write(bytes, 0, size);
  }

  static PackedTimes read(final DataInputView in) throws IOException {
    final PackedTimes read = new PackedTimes();
    read.count = in.readInt();
    read.size = in.readInt();
    read.bytes = new byte[read.size];
    in.readFully(read.bytes);
    return read;
  }
}
