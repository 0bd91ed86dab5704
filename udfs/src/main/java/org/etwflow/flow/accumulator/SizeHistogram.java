package org.etwflow.flow.accumulator;

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
 * this accuracy, and twice the time.
 *
 * <p>Sends are counted many at once. Counted one by one, each would meet some other place of the
 * kilobytes that the counts of its key take, and that have left the processor's cache since the
 * last send of that key. So until then each takes the two bytes of its bucket's number.
 */
final class SizeHistogram implements GroupCounts<SizeHistogram> {

  /** Powers of two are cut into 2^6 buckets. */
  private static final int PRECISION = 6;

  private static final int BUCKETS = (Integer.SIZE - PRECISION + 1) << PRECISION;
  private static final int INITIAL_CAPACITY = 4;
  private static final int MAX_ADDED = 4_096;
  private static final char[] NONE = {};

  /** The bucket of each send that is not counted yet, in no order. */
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
   * The size that so many percent of the sends do not exceed: of all sizes in order, the one with
   * the number {@code ceil(sends * percent / 100)}, within 1/128 of it. At least one send.
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
