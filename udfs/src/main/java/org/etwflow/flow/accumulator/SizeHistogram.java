package org.etwflow.flow.accumulator;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Histogram of send sizes. The bucket width grows with the size, which bounds the relative error of
 * percentiles (Masson, Rim, Lee: DDSketch, VLDB 2019).
 *
 * <p>Each power of two is divided into 64 buckets of equal width; sizes below 128 have one bucket
 * each. The middle of a bucket differs from any size in it by at most 1/128. Buckets are computed
 * with integer shifts, with the same result on every JVM. Logarithmic buckets would need a third
 * fewer buckets for this accuracy, but twice the time.
 *
 * <p>Sends are counted many at once. Counting them one by one would access the counts of a key,
 * several kilobytes, after they have left the processor's cache. Until then, each send takes the
 * two bytes of its bucket number.
 */
final class SizeHistogram implements GroupCounts<SizeHistogram> {

  /** Base-2 logarithm of the number of buckets per power of two. */
  private static final int PRECISION = 6;

  private static final int BUCKETS = (Integer.SIZE - PRECISION + 1) << PRECISION;
  private static final int INITIAL_CAPACITY = 4;
  private static final int MAX_ADDED = 4_096;
  private static final char[] NONE = {};

  /** Bucket of each send that is not yet counted, unordered. */
  private char[] added = NONE;

  private int addedSends;
  private BucketCounts counted = BucketCounts.NONE;

  @Override
  public void add(final SendBatch sends, final int from, final int to) {
    for (int place = from; place < to; place++) {
      add(sends.octets(place));
    }
  }

  void add(final long octets) {
    if (addedSends == added.length) {
      makeRoom();
    }
    added[addedSends++] = bucketOf(octets);
  }

  private void makeRoom() {
    if (addedSends == MAX_ADDED) {
      counted = counts();
      addedSends = 0;
    } else {
      added = Arrays.copyOf(added, Math.max(INITIAL_CAPACITY, 2 * addedSends));
    }
  }

  @Override
  public boolean merge(final SizeHistogram other) {
    counted = counted.plus(other.counts());
    return true;
  }

  private BucketCounts counts() {
    return addedSends == 0 ? counted : counted.plus(BucketCounts.of(added, addedSends, BUCKETS));
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
   * Returns a percentile, within 1/128: the size of the send with the number {@code ceil(sends *
   * percent / 100)} in ascending order. There must be at least one send.
   *
   * @param percent 1 to 100
   */
  long percentile(final int percent) {
    return middleOf(counts().percentile(percent));
  }

  @Override
  public void write(final DataOutputView out) throws IOException {
    counts().write(out);
  }

  @Override
  public void read(final DataInputView in) throws IOException {
    counted = BucketCounts.read(in);
  }
}
