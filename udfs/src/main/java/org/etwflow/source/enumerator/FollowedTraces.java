package org.etwflow.source.enumerator;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.etwflow.etl.FileTime;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.jspecify.annotations.Nullable;

/**
 * All files that are followed, and what is known of the time of what they do not hold yet: nothing
 * beyond the bound that was asked for. A file that grows may go on that far behind its latest
 * buffer; one that appears, that far behind the latest of all. When none of them has grown for the
 * idle timeout, time goes on by the clock, as it does on the machines that write them.
 */
final class FollowedTraces {

  /** Then a file that is gone will not come back, and if it does, it is another one. */
  private static final long FORGOTTEN_AFTER_MILLIS = Duration.ofDays(1).toMillis();

  private final long maxDisorder;
  private final long idleMillis;
  private final Map<String, FollowedTrace> traces = new ConcurrentHashMap<>();
  private final Map<String, Long> goneSince = new HashMap<>();

  FollowedTraces(final ContinuousMonitoring following, final Collection<FollowedTrace> known) {
    this.maxDisorder = FileTime.UNITS_PER_MILLI * following.maxDisorder().toMillis();
    this.idleMillis = following.idleTimeout().toMillis();
    known.forEach(trace -> traces.put(trace.file(), trace));
  }

  /** How far a file has been followed, or null. May be asked on any thread. */
  @Nullable FollowedTrace get(final TraceFile file) {
    return traces.get(file.name());
  }

  List<FollowedTrace> all() {
    return List.copyOf(traces.values());
  }

  /**
   * Goes on with a file.
   *
   * @return false if what was found is no news: another look has already found it
   */
  boolean accept(final TraceGrowth growth) {
    final String file = growth.after().file();
    final boolean isNews = Objects.equals(growth.before(), traces.get(file));
    if (isNews) {
      traces.put(file, growth.after());
    }
    return isNews;
  }

  /** What is gone does not grow, and is forgotten in time: else every file ever would be here. */
  void noticeGone(final Collection<TraceFile> present, final long now) {
    final Set<String> gone = new HashSet<>(traces.keySet());
    present.forEach(file -> gone.remove(file.name()));
    goneSince.keySet().retainAll(gone);
    for (final String file : gone) {
      final long millis = now - goneSince.computeIfAbsent(file, key -> now);
      if (millis >= FORGOTTEN_AFTER_MILLIS) {
        traces.remove(file);
      } else if (millis >= idleMillis) {
        traces.computeIfPresent(file, (key, trace) -> trace.silent());
      }
    }
  }

  /**
   * Whether all of them are at their end, or gone and not only for a moment.
   *
   * @param present those that are there: one that is not yet known waits to be read
   */
  boolean areFinished(final Collection<TraceFile> present, final long now) {
    return present.stream().allMatch(file -> traces.containsKey(file.name()))
        && traces.values().stream()
            .allMatch(trace -> trace.stage() == Stage.FINISHED || isGone(trace, now));
  }

  private boolean isGone(final FollowedTrace trace, final long now) {
    final Long since = goneSince.get(trace.file());
    return since != null && now - since >= idleMillis;
  }

  /**
   * How early records can be that are in no split yet, unless they are late.
   *
   * @param now milliseconds since 1970-01-01 UTC
   * @return FILETIME
   */
  long lowerBound(final long now) {
    long latest = 0;
    long grown = 0;
    long slowest = Long.MAX_VALUE;
    for (final FollowedTrace trace : traces.values()) {
      grown = Math.max(grown, trace.grown());
      if (!trace.isCredible(now)) {
        continue;
      }
      latest = Math.max(latest, trace.latest());
      if (trace.stage() == Stage.GROWING) {
        slowest = Math.min(slowest, trace.latest());
      }
    }
    if (slowest != Long.MAX_VALUE) {
      return slowest - maxDisorder;
    }
    final long idle = Math.max(0, now - grown - idleMillis);
    return latest - maxDisorder + idle * FileTime.UNITS_PER_MILLI;
  }
}
