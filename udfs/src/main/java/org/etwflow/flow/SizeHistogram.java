package org.etwflow.flow;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How many sends there were of about each size: counts in buckets whose width grows with the size,
 * so that a percentile is known within a share of itself (Masson, Rim, Lee: DDSketch, VLDB 2019).
 *
 * <p>Each power of two is cut into 64 buckets of equal width, and sizes below 128 have one each. A
 * size in the middle of its bucket is at most 1/128 of itself away from any other in it. That is
 * shifts of integers only: the same on every JVM. Logarithms would need a third fewer buckets for
 * this accuracy, and twice the time. Of the 1,728 buckets few are used by most flows, so only those
 * are there, sorted.
 */
final class SizeHistogram {

  /** Powers of two are cut into 2^6 buckets. */
  private static final int PRECISION = 6;

  private static final int INITIAL_CAPACITY = 4;

  /** Ascending. */
  private char[] buckets = new char[INITIAL_CAPACITY];

  /** Of each of these buckets: at least 1. */
  private long[] counts = new long[INITIAL_CAPACITY];

  private int used;

  void add(final long octets) {
    add(bucketOf(octets), 1);
  }

  void merge(final SizeHistogram other) {
    for (int i = 0; i < other.used; i++) {
      add(other.buckets[i], other.counts[i]);
    }
  }

  private void add(final char bucket, final long count) {
    final int found = Arrays.binarySearch(buckets, 0, used, bucket);
    if (found >= 0) {
      counts[found] += count;
    } else {
      insert(-1 - found, bucket, count);
    }
  }

  private void insert(final int at, final char bucket, final long count) {
    if (used == buckets.length) {
      buckets = Arrays.copyOf(buckets, 2 * used);
      counts = Arrays.copyOf(counts, 2 * used);
    }
    System.arraycopy(buckets, at, buckets, at + 1, used - at);
    System.arraycopy(counts, at, counts, at + 1, used - at);
    buckets[at] = bucket;
    counts[at] = count;
    used++;
  }

  private static char bucketOf(final long octets) {
    final int shift = Math.max(0, Long.SIZE - 1 - PRECISION - Long.numberOfLeadingZeros(octets));
    return (char) ((shift << PRECISION) + (octets >>> shift));
  }

  private static long middleOf(final char bucket) {
    final int shift = Math.max(0, (bucket >>> PRECISION) - 1);
    final long first = (long) (bucket - (shift << PRECISION)) << shift;
    return first + (((1L << shift) - 1) >>> 1);
  }

  /**
   * The size that so many percent of the sends do not exceed: of all sizes in order, the one with
   * the number {@code ceil(sends * percent / 100)}, within 1/128 of it. At least one send.
   *
   * @param percent 1 to 100
   */
  long percentile(final int percent) {
    long sends = 0;
    for (int i = 0; i < used; i++) {
      sends += counts[i];
    }
    final long above = Math.multiplyExact(sends, 100 - percent) / 100;
    long rest = sends - above;
    int i = 0;
    while (rest > counts[i]) {
      rest -= counts[i++];
    }
    return middleOf(buckets[i]);
  }

  /** As distances from one bucket to the next and counts: mostly small numbers. */
  void write(final DataOutputView out) throws IOException {
    out.writeShort(used);
    final GammaWriter writer = new GammaWriter(out);
    int before = -1;
    for (int i = 0; i < used; i++) {
      writer.write(buckets[i] - before);
      writer.write(counts[i]);
      before = buckets[i];
    }
    writer.flush();
  }

  static SizeHistogram read(final DataInputView in) throws IOException {
    final SizeHistogram read = new SizeHistogram();
    final int buckets = in.readUnsignedShort();
    final GammaReader reader = new GammaReader(in);
    long bucket = -1;
    for (int i = 0; i < buckets; i++) {
      bucket += reader.read();
      read.insert(i, (char) bucket, reader.read());
    }
    return read;
  }
}
