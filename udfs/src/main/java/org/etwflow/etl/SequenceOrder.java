package org.etwflow.etl;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Entries of a ledger in the order of their sequence numbers. The place of an entry is its index in
 * this order. Adding entries takes time proportional to the number of places from the lowest new
 * number on: few for a session that goes on, whose buffers are written almost in order.
 */
final class SequenceOrder {

  /** Value of {@link #restart()} if no sequence number is repeated. */
  static final long NONE = Long.MAX_VALUE;

  private static final int ENTRY_BITS = Integer.numberOfTrailingZeros(BufferLedger.MAX_ENTRIES);
  private static final long ENTRY_MASK = BufferLedger.MAX_ENTRIES - 1L;

  private final BufferLedger ledger;

  /** Sequence number and entry of each place, ascending. */
  private long[] keys = {};

  private int size;
  private int nextEntry;
  private final Places gaps = new Places();
  private final Map<Integer, Places> ofCpus = new HashMap<>();

  /** Number of leading places that {@link #ofCpus} contains. */
  private int placesOfCpus;

  private long restart = NONE;

  /**
   * Creates an empty order.
   *
   * @param first first entry to add
   */
  SequenceOrder(final BufferLedger ledger, final int first) {
    this.ledger = ledger;
    this.nextEntry = first;
  }

  /** Adds all entries before one that are not in the order yet. */
  void addUpTo(final int end) {
    if (nextEntry >= end) {
      return;
    }
    final long[] added = new long[end - nextEntry];
    for (int i = 0; i < added.length; i++, nextEntry++) {
      added[i] = ledger.sequence(nextEntry) << ENTRY_BITS | nextEntry;
    }
    Arrays.sort(added);
    final int first = -Arrays.binarySearch(keys, 0, size, added[0]) - 1;
    merge(first, added);
    gaps.removeFrom(first);
    for (int place = Math.max(1, first); place < size; place++) {
      compare(place);
    }
    ofCpus.values().forEach(places -> places.removeFrom(first));
    placesOfCpus = Math.min(placesOfCpus, first);
  }

  /** Merges keys, of which the smallest belongs to a place, with those from this place on. */
  private void merge(final int first, final long[] added) {
    final long[] tail = Arrays.copyOfRange(keys, first, size);
    size += added.length;
    if (size > keys.length) {
      keys = Arrays.copyOf(keys, Math.max(size, 2 * keys.length));
    }
    int fromTail = 0;
    int fromAdded = 0;
    for (int place = first; place < size; place++) {
      final boolean isAdded =
          fromTail == tail.length
              || (fromAdded < added.length && added[fromAdded] < tail[fromTail]);
      keys[place] = isAdded ? added[fromAdded++] : tail[fromTail++];
    }
  }

  /** Compares the number at a place with the one before it. */
  private void compare(final int place) {
    final long step = sequence(place) - sequence(place - 1);
    if (step == 0) {
      restart = Math.min(restart, ledger.offset(entry(place)));
    } else if (step > 1) {
      gaps.add(place);
    }
  }

  /** Number of places. */
  int size() {
    return size;
  }

  long sequence(final int place) {
    return keys[place] >>> ENTRY_BITS;
  }

  int entry(final int place) {
    return (int) (keys[place] & ENTRY_MASK);
  }

  /** Offset of the first buffer with a repeated sequence number, or {@link #NONE}. */
  long restart() {
    return restart;
  }

  /** Places before which numbers are missing, ascending. */
  Places gaps() {
    return gaps;
  }

  /** Places of each CPU. */
  Collection<Places> placesOfCpus() {
    for (; placesOfCpus < size; placesOfCpus++) {
      ofCpus
          .computeIfAbsent(ledger.cpu(entry(placesOfCpus)), cpu -> new Places())
          .add(placesOfCpus);
    }
    return ofCpus.values().stream().filter(places -> places.size() > 0).toList();
  }

  /** Ascending list of places. */
  static final class Places {

    private static final int INITIAL_PLACES = 8;

    private int[] places = new int[0];
    private int size;

    int size() {
      return size;
    }

    int get(final int index) {
      return places[index];
    }

    /** Index of the first place that is not below another one. */
    int firstNotBelow(final int place) {
      final int found = Arrays.binarySearch(places, 0, size, place);
      return found >= 0 ? found : -found - 1;
    }

    private void add(final int place) {
      if (size == places.length) {
        places = Arrays.copyOf(places, Math.max(INITIAL_PLACES, 2 * size));
      }
      places[size++] = place;
    }

    private void removeFrom(final int place) {
      size = firstNotBelow(place);
    }
  }
}
