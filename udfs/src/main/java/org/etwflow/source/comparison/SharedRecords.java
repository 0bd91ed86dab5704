package org.etwflow.source.comparison;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongConsumer;

/** Which records of the samples of some traces a trace holds. */
final class SharedRecords implements LongConsumer {

  private final Wanted wanted;
  private final BitSet found = new BitSet();

  /** Nothing found yet. */
  SharedRecords(final Wanted wanted) {
    this.wanted = wanted;
  }

  /** Hashes of the records to look for: the same for all traces that are compared. */
  static final class Wanted {

    private static final int FILTER_BITS = 22;

    private final long[] hashes;

    /** The first bits of all hashes. Most records need no more than a look at it. */
    private final BitSet filter = new BitSet(1 << FILTER_BITS);

    /**
     * Hashes to look for.
     *
     * @param hashes ascending
     */
    Wanted(final long[] hashes) {
      this.hashes = hashes;
      for (final long hash : hashes) {
        filter.set(firstBits(hash));
      }
    }

    private static int firstBits(final long hash) {
      return (int) (hash >>> (Long.SIZE - FILTER_BITS));
    }

    /** Its place among them; less than 0 if it is none of them. */
    int find(final long hash) {
      return filter.get(firstBits(hash)) ? Arrays.binarySearch(hashes, hash) : -1;
    }
  }

  @Override
  public void accept(final long hash) {
    final int at = wanted.find(hash);
    if (at >= 0) {
      found.set(at);
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
    final int at = wanted.find(hash);
    return at >= 0 && found.get(at);
  }
}
