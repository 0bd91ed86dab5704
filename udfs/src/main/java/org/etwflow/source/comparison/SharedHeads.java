package org.etwflow.source.comparison;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which of some traces look alike near their start: those that have several network events in
 * common, or if one has none there, several other events. One event may be equal by chance, and in
 * a simulation those of processes are.
 */
final class SharedHeads {

  private static final int MIN_SHARED = 4;

  private final List<long[]> heads;
  private final int[] networkEvents;

  /** By the hash of an event: the first trace with it, among those that were looked at. */
  private final Map<Long, Integer> firstWith = new HashMap<>();

  /**
   * No trace was looked at yet.
   *
   * @param heads samples of the records near the start of each trace
   */
  SharedHeads(final List<long[]> heads) {
    this.heads = heads;
    this.networkEvents =
        heads.stream()
            .mapToInt(head -> (int) Arrays.stream(head).filter(RecordHash::isNetworkEvent).count())
            .toArray();
  }

  /** The traces that one looks like; to be called once for each trace, in their order. */
  List<Integer> alikeAmongEarlier(final int trace) {
    final Map<Integer, Integer> shared = new TreeMap<>();
    for (final long hash : heads.get(trace)) {
      final Integer first = firstWith.putIfAbsent(hash, trace);
      if (first != null && (RecordHash.isNetworkEvent(hash) || !haveNetworkEvents(first, trace))) {
        shared.merge(first, 1, Integer::sum);
      }
    }
    return shared.keySet().stream()
        .filter(other -> shared.get(other) >= leastShared(other, trace))
        .toList();
  }

  private boolean haveNetworkEvents(final int one, final int other) {
    return networkEvents[one] > 0 && networkEvents[other] > 0;
  }

  /** Fewer of traces that have no more. */
  private int leastShared(final int one, final int other) {
    final int available =
        haveNetworkEvents(one, other)
            ? Math.min(networkEvents[one], networkEvents[other])
            : Math.min(heads.get(one).length, heads.get(other).length);
    return Math.min(MIN_SHARED, available);
  }
}
