package org.etwflow.flow.accumulator;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Immutable sparse histogram: the non-empty buckets in ascending order, with their counts. */
final class BucketCounts {

  static final BucketCounts NONE = new BucketCounts(new char[0], new long[0], 0);

  /** Largest number of events that are sorted. More are counted in an array of all buckets. */
  private static final int FEW = 100;

  /** Non-empty buckets, ascending. */
  private final char[] buckets;

  /** Count of each of these buckets: at least 1. */
  private final long[] counts;

  /** Copies the first {@code length} buckets and counts. */
  private BucketCounts(final char[] buckets, final long[] counts, final int length) {
    this.buckets = buckets.length == length ? buckets : Arrays.copyOf(buckets, length);
    this.counts = counts.length == length ? counts : Arrays.copyOf(counts, length);
  }

  /**
   * Returns the histogram of some events.
   *
   * @param buckets bucket of each event
   * @param events number of elements of {@code buckets} that are used, from the first one on
   * @param number number of buckets of the histogram: greater than each bucket
   */
  static BucketCounts of(final char[] buckets, final int events, final int number) {
    return events < FEW ? ofFew(buckets, events) : ofMany(buckets, events, number);
  }

  private static BucketCounts ofFew(final char[] buckets, final int events) {
    final char[] sorted = Arrays.copyOf(buckets, events);
    Arrays.sort(sorted);
    final long[] counts = new long[events];
    int used = 0;
    for (int event = 0; event < events; event++) {
      if (used == 0 || sorted[used - 1] != sorted[event]) {
        sorted[used++] = sorted[event];
      }
      counts[used - 1]++;
    }
    return new BucketCounts(sorted, counts, used);
  }

  private static BucketCounts ofMany(final char[] buckets, final int events, final int number) {
    final int[] countsOfAll = new int[number];
    for (int event = 0; event < events; event++) {
      countsOfAll[buckets[event]]++;
    }
    final char[] used = new char[Math.min(events, number)];
    final long[] counts = new long[used.length];
    int length = 0;
    for (int bucket = 0; bucket < number; bucket++) {
      if (countsOfAll[bucket] != 0) {
        used[length] = (char) bucket;
        counts[length++] = countsOfAll[bucket];
      }
    }
    return new BucketCounts(used, counts, length);
  }

  BucketCounts plus(final BucketCounts other) {
    if (buckets.length == 0 || other.buckets.length == 0) {
      return buckets.length == 0 ? other : this;
    }
    final char[] all = new char[buckets.length + other.buckets.length];
    final long[] sums = new long[all.length];
    int used = 0;
    int mine = 0;
    int others = 0;
    while (mine < buckets.length || others < other.buckets.length) {
      final int bucket = Math.min(bucketAt(mine), other.bucketAt(others));
      all[used] = (char) bucket;
      if (bucketAt(mine) == bucket) {
        sums[used] += counts[mine++];
      }
      if (other.bucketAt(others) == bucket) {
        sums[used] += other.counts[others++];
      }
      used++;
    }
    return new BucketCounts(all, sums, used);
  }

  private int bucketAt(final int index) {
    return index < buckets.length ? buckets[index] : Integer.MAX_VALUE;
  }

  /**
   * Returns the bucket that contains a percentile: that of the event with the number {@code
   * ceil(events * percent / 100)} in ascending order. There must be at least one event.
   *
   * @param percent 1 to 100
   */
  char percentile(final int percent) {
    final long events = Arrays.stream(counts).sum();
    final long above = Math.multiplyExact(events, 100 - percent) / 100;
    long rest = events - above;
    int i = 0;
    while (rest > counts[i]) {
      rest -= counts[i++];
    }
    return buckets[i];
  }

  /**
   * Writes the distances between consecutive buckets and the counts, which are mostly small
   * numbers.
   */
  void write(final DataOutputView out) throws IOException {
    out.writeShort(buckets.length);
    final GammaWriter writer = new GammaWriter(out);
    int before = -1;
    for (int i = 0; i < buckets.length; i++) {
      writer.write(buckets[i] - before);
      writer.write(counts[i]);
      before = buckets[i];
    }
    writer.flush();
  }

  static BucketCounts read(final DataInputView in) throws IOException {
    final int length = in.readUnsignedShort();
    final char[] buckets = new char[length];
    final long[] counts = new long[length];
    final GammaReader reader = new GammaReader(in);
    long bucket = -1;
    for (int i = 0; i < length; i++) {
      bucket += reader.read();
      buckets[i] = (char) bucket;
      counts[i] = reader.read();
    }
    return new BucketCounts(buckets, counts, length);
  }
}
