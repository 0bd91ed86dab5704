package org.etwflow.source.comparison;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongConsumer;

/** Records of the other traces' samples that occur in a trace. */
final class SharedRecords implements LongConsumer {

  private final Wanted wanted;
  private final BitSet found = new BitSet();

  /** Creates an empty result. */
  SharedRecords(final Wanted wanted) {
    this.wanted = wanted;
  }

  /** Hashes of the records to find; shared by all compared traces. */
  static final class Wanted {

    private static final int FILTER_BITS = 22;

    private final long[] hashes;

    /** Filter of the first bits of all hashes, which excludes most records without a search. */
    private final BitSet filter = new BitSet(1 << FILTER_BITS);

    /**
     * Creates the set.
     *
     * @param hashes hashes in ascending order
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

    /** Index of a hash; negative if it is absent. */
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

  /** Whether all records of a nonempty sample were found. */
  boolean holdsAll(final long[] sample) {
    return sample.length > 0 && Arrays.stream(sample).allMatch(this::holds);
  }

  /** Share of a sample's network events that were found; 0 if it has none. */
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
