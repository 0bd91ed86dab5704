package org.etwflow.source.enumerator;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongConsumer;

/** Which records of the samples of some traces a trace holds. */
final class SharedRecords implements LongConsumer {

  private static final int FILTER_BITS = 22;

  private final long[] wanted;

  /**
   * By the first bits of a hash: whether one that is wanted has them. Most records need no more.
   */
  private final BitSet filter = new BitSet(1 << FILTER_BITS);

  private final BitSet found = new BitSet();

  /**
   * Nothing found yet.
   *
   * @param wanted hashes of the records to look for, ascending
   */
  SharedRecords(final long[] wanted) {
    this.wanted = wanted;
    for (final long hash : wanted) {
      filter.set(firstBits(hash));
    }
  }

  private static int firstBits(final long hash) {
    return (int) (hash >>> (Long.SIZE - FILTER_BITS));
  }

  @Override
  public void accept(final long hash) {
    if (filter.get(firstBits(hash))) {
      final int at = Arrays.binarySearch(wanted, hash);
      if (at >= 0) {
        found.set(at);
      }
    }
  }

  /** Whether all records of a sample were found, and there are any. */
  boolean holdsAll(final long[] sample) {
    return sample.length > 0 && Arrays.stream(sample).allMatch(this::holds);
  }

  /** The share of the network events of a sample that was found; 0 if it has none. */
  double networkShare(final long[] sample) {
    return Arrays.stream(sample)
        .filter(RecordHash::isNetworkEvent)
        .mapToInt(hash -> holds(hash) ? 1 : 0)
        .average()
        .orElse(0);
  }

  private boolean holds(final long hash) {
    final int at = Arrays.binarySearch(wanted, hash);
    return at >= 0 && found.get(at);
  }
}
