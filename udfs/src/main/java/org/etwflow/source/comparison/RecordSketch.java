package org.etwflow.source.comparison;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Bottom-k sample of the records of a trace: those with the smallest hashes. The sample depends
 * only on the set of records, so two traces with the same records have the same sample. It holds
 * all records of a trace that has fewer than its capacity.
 *
 * <p>The lowest bit of a hash marks {@linkplain RecordHash#isNetworkEvent(long) network events}.
 */
final class RecordSketch implements LongConsumer {

  private final int capacity;

  /** Added hashes including repetitions, up to twice the capacity. */
  private long[] hashes;

  private int size;

  /** Largest hash that can be in the sample. */
  private long limit = Long.MAX_VALUE;

  private long records;

  /**
   * Creates an empty sample.
   *
   * @param capacity maximum number of records
   */
  RecordSketch(final int capacity) {
    this.capacity = capacity;
    this.hashes = new long[2 * capacity];
  }

  @Override
  public void accept(final long hash) {
    records++;
    if (hash > limit) {
      return;
    }
    if (size == hashes.length) {
      shrink();
    }
    hashes[size++] = hash;
  }

  private void shrink() {
    Arrays.sort(hashes, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept == 0 || hashes[i] != hashes[kept - 1]) {
        hashes[kept++] = hashes[i];
      }
    }
    if (kept > capacity) {
      kept = capacity;
      limit = hashes[capacity - 1];
    }
    size = kept;
  }

  /** Number of records added, including repetitions. */
  long records() {
    return records;
  }

  /** The distinct hashes of the sample, ascending. */
  long[] hashes() {
    shrink();
    return Arrays.copyOf(hashes, size);
  }
}
