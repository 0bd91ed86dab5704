package org.etwflow.source.enumerator;

import java.time.Duration;
import java.util.ArrayList;
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
 * Progress in all monitored files, and a lower bound of the records to come. A growing file may
 * continue up to the maximum disorder before its latest buffer; a new file, up to the maximum
 * disorder before the latest buffer of all. If no file has grown for the idle timeout, event time
 * follows the local clock.
 */
final class FollowedTraces {

  /** Time after which a deleted file is forgotten; if it reappears, it is a new file. */
  private static final long FORGOTTEN_AFTER_MILLIS = Duration.ofDays(1).toMillis();

  private final long maxDisorder;
  private final long idleMillis;
  private final long forgottenAfterMillis;
  private final Map<String, FollowedTrace> traces = new ConcurrentHashMap<>();
  private final Map<String, Long> goneSince = new HashMap<>();

  FollowedTraces(final ContinuousMonitoring following, final Collection<FollowedTrace> known) {
    this.maxDisorder = FileTime.UNITS_PER_MILLI * following.maxDisorder().toMillis();
    this.idleMillis = following.idleTimeout().toMillis();
    this.forgottenAfterMillis = Math.max(FORGOTTEN_AFTER_MILLIS, idleMillis);
    known.forEach(trace -> traces.put(trace.file(), trace));
  }

  /** Returns the progress in a file, or null. May be called from any thread. */
  @Nullable FollowedTrace get(final TraceFile file) {
    return traces.get(file.name());
  }

  List<FollowedTrace> all() {
    return List.copyOf(traces.values());
  }

  /**
   * Updates the progress in a file.
   *
   * @return false if the growth is outdated: another look has been accepted in the meantime
   */
  boolean accept(final TraceGrowth growth) {
    final String file = growth.after().file();
    final boolean isNews = Objects.equals(growth.before(), traces.get(file));
    if (isNews) {
      traces.put(file, growth.after());
    }
    return isNews;
  }

  /**
   * Records that files could not be read: they have disappeared, or reading them failed. After the
   * idle timeout a growing one counts as silent. A file that has disappeared is forgotten
   * eventually, which limits the size of the state.
   *
   * @param present files that exist
   * @param unreadSince files whose session could not be read at the last look, with the time of the
   *     first such look: milliseconds since 1970-01-01 UTC
   * @return the losses of the files that are silent from now on, or forgotten
   */
  List<TraceGrowth> noticeUnread(
      final Collection<TraceFile> present, final Map<String, Long> unreadSince, final long now) {
    final List<TraceGrowth> lost = new ArrayList<>();
    for (final Map.Entry<String, Long> unread : unreadSince.entrySet()) {
      if (now - unread.getValue() >= idleMillis) {
        silence(unread.getKey(), "the file cannot be read any more", lost);
      }
    }
    final Set<String> gone = new HashSet<>(traces.keySet());
    present.forEach(file -> gone.remove(file.name()));
    goneSince.keySet().retainAll(gone);
    for (final String file : gone) {
      final long millis = now - goneSince.computeIfAbsent(file, key -> now);
      if (millis >= idleMillis) {
        silence(file, "the file has disappeared before its session was closed", lost);
      }
      if (millis >= forgottenAfterMillis) {
        lost.add(TraceGrowth.forgotten(Objects.requireNonNull(traces.remove(file))));
      }
    }
    return lost;
  }

  private void silence(final String file, final String cause, final List<TraceGrowth> lost) {
    final FollowedTrace trace = traces.get(file);
    if (trace != null && trace.stage() == Stage.GROWING) {
      final TraceGrowth growth = TraceGrowth.unread(trace, cause);
      traces.put(file, growth.after());
      lost.add(growth);
    }
  }

  /**
   * Whether all files have ended, or disappeared for longer than a moment.
   *
   * @param present files that exist; an unknown one has not been read yet
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
   * Lower bound of the records that are in no split yet, except late ones.
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
