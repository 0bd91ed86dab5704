package org.etwflow.source.comparison;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A sample of the records of a trace: those with the smallest hashes. Which these are depends on
 * the records alone, not on their order or their file, so that of two traces with the same records
 * the samples are the same, too. A trace with fewer records than the sample holds is in it whole.
 *
 * <p>The lowest bit of a hash marks {@linkplain RecordHash#isNetworkEvent(long) network events}.
 */
final class RecordSketch implements LongConsumer {

  private final int capacity;

  /** Those that were added, with repetitions, up to twice the capacity. */
  private long[] hashes;

  private int size;

  /** The sample holds all records with hashes up to this one. */
  private long limit = Long.MAX_VALUE;

  private long records;

  /**
   * An empty sample.
   *
   * @param capacity the largest number of records that it holds
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

  /** Number of records, repetitions included. */
  long records() {
    return records;
  }

  /** The hashes of the sample, ascending: each once. */
  long[] hashes() {
    shrink();
    return Arrays.copyOf(hashes, size);
  }
}
