package org.etwflow.source.comparison;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds traces that are similar near their start: they share several network events or, if one has
 * none there, several other events. A single event can be equal by chance; in simulated traces
 * process events are.
 */
final class SharedHeads {

  private static final int MIN_SHARED = 4;

  private final List<long[]> heads;
  private final int[] networkEvents;

  /** The first trace processed with an event, by the event's hash. */
  private final Map<Long, Integer> firstWith = new HashMap<>();

  /**
   * Creates an instance before any trace is processed.
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

  /** The earlier traces similar to a trace; to be called once for each trace in order. */
  List<Integer> similarEarlier(final int trace) {
    final Map<Integer, Integer> shared = new TreeMap<>();
    for (final long hash : heads.get(trace)) {
      final Integer first = firstWith.putIfAbsent(hash, trace);
      if (first != null && (RecordHash.isNetworkEvent(hash) || !haveNetworkEvents(first, trace))) {
        shared.merge(first, 1, Integer::sum);
      }
    }
    return shared.entrySet().stream()
        .filter(other -> other.getValue() >= minShared(other.getKey(), trace))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean haveNetworkEvents(final int one, final int other) {
    return networkEvents[one] > 0 && networkEvents[other] > 0;
  }

  /** Required number of shared events: fewer for traces that have fewer. */
  private int minShared(final int one, final int other) {
    final int available =
        haveNetworkEvents(one, other)
            ? Math.min(networkEvents[one], networkEvents[other])
            : Math.min(heads.get(one).length, heads.get(other).length);
    return Math.min(MIN_SHARED, available);
  }
}
