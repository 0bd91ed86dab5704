package org.etwflow.flow.accumulator;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Histogram of the sizes of events of one direction. The bucket width grows with the size, which
 * bounds the relative error of percentiles (Masson, Rim, Lee: DDSketch, VLDB 2019).
 *
 * <p>Each power of two is divided into 64 buckets of equal width; sizes below 128 have one bucket
 * each. The middle of a bucket differs from any size in it by at most 1/128. Buckets are computed
 * with integer shifts, with the same result on every JVM. Logarithmic buckets would need a third
 * fewer buckets for this accuracy, but twice the time.
 *
 * <p>Events are counted many at once. Counting them one by one would access the counts of a key,
 * several kilobytes, after they have left the processor's cache. Until then, each event takes the
 * two bytes of its bucket number.
 */
final class SizeHistogram {

  /** Base-2 logarithm of the number of buckets per power of two. */
  private static final int PRECISION = 6;

  private static final int BUCKETS = (Integer.SIZE - PRECISION + 1) << PRECISION;
  private static final int INITIAL_CAPACITY = 4;
  private static final int MAX_ADDED = 4_096;
  private static final char[] NONE = {};

  /** Bucket of each event that is not yet counted, unordered. */
  private char[] added = NONE;

  private int addedEvents;
  private BucketCounts counted = BucketCounts.NONE;

  void add(final long octets) {
    if (addedEvents == added.length) {
      makeRoom();
    }
    added[addedEvents++] = bucketOf(octets);
  }

  private void makeRoom() {
    if (addedEvents == MAX_ADDED) {
      counted = counts();
      addedEvents = 0;
    } else {
      added = Arrays.copyOf(added, Math.max(INITIAL_CAPACITY, 2 * addedEvents));
    }
  }

  void merge(final SizeHistogram other) {
    counted = counted.plus(other.counts());
  }

  private BucketCounts counts() {
    return addedEvents == 0 ? counted : counted.plus(BucketCounts.of(added, addedEvents, BUCKETS));
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
   * Returns a percentile, within 1/128: the size of the event with the number {@code ceil(events *
   * percent / 100)} in ascending order. There must be at least one event.
   *
   * @param percent 1 to 100
   */
  long percentile(final int percent) {
    return middleOf(counts().percentile(percent));
  }

  void write(final DataOutputView out) throws IOException {
    counts().write(out);
  }

  void read(final DataInputView in) throws IOException {
    counted = BucketCounts.read(in);
  }
}
