package org.etwflow.source.comparison;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.TraceClock;
import org.etwflow.source.planner.PlannedTrace;
import org.jspecify.annotations.Nullable;

/**
 * Groups traces that can hold the same records: traces of one machine with the same clock whose
 * sessions overlap in time. A merged trace has the clock of all its parts and the start of one.
 */
final class ConcurrentSessions {

  /** Maximum difference of clocks since the same boot: the system time is adjusted at times. */
  private static final double MAX_ADJUSTMENT = FileTime.UNITS_PER_SECOND;

  private ConcurrentSessions() {}

  /** The groups of two or more traces. */
  static List<List<PlannedTrace>> groups(final List<PlannedTrace> traces) {
    final Map<ClockKind, List<PlannedTrace>> byKind = new LinkedHashMap<>();
    for (final PlannedTrace trace : traces) {
      if (trace.isReadable()) {
        byKind.computeIfAbsent(ClockKind.of(trace), kind -> new ArrayList<>()).add(trace);
      }
    }
    return byKind.values().stream()
        .map(ConcurrentSessions::byClock)
        .flatMap(Collection::stream)
        .map(ConcurrentSessions::byTime)
        .flatMap(Collection::stream)
        .filter(group -> group.size() > 1)
        .toList();
  }

  private static List<List<PlannedTrace>> byClock(final List<PlannedTrace> traces) {
    final List<PlannedTrace> sorted = new ArrayList<>(traces);
    sorted.sort(Comparator.comparingDouble(ConcurrentSessions::timeOfTickZero));
    final List<List<PlannedTrace>> groups = new ArrayList<>();
    double last = Double.NEGATIVE_INFINITY;
    for (final PlannedTrace trace : sorted) {
      final double zero = timeOfTickZero(trace);
      if (zero - last > MAX_ADJUSTMENT) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(trace);
      last = zero;
    }
    return groups;
  }

  private static double timeOfTickZero(final PlannedTrace trace) {
    final TraceClock clock = trace.header().clock();
    return clock.startTime()
        - (double) clock.startTicks() * clock.unitsPerPeriod() / clock.ticksPerPeriod();
  }

  private static List<List<PlannedTrace>> byTime(final List<PlannedTrace> traces) {
    final List<PlannedTrace> sorted = new ArrayList<>(traces);
    sorted.sort(
        Comparator.comparingLong((PlannedTrace trace) -> trace.header().sessionStart())
            .thenComparing(PlannedTrace::path));
    final List<List<PlannedTrace>> groups = new ArrayList<>();
    long end = Long.MIN_VALUE;
    for (final PlannedTrace trace : sorted) {
      if (trace.header().sessionStart() > end) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(trace);
      end = Math.max(end, trace.sessionEnd());
    }
    return groups;
  }

  /** Properties of a clock that are equal for traces of one machine, apart from its start. */
  private record ClockKind(
      @Nullable String host, ClockType type, long unitsPerPeriod, long ticksPerPeriod) {

    static ClockKind of(final PlannedTrace trace) {
      final TraceClock clock = trace.header().clock();
      return new ClockKind(
          trace.trace().host(),
          trace.header().clockType(),
          clock.unitsPerPeriod(),
          clock.ticksPerPeriod());
    }
  }
}
