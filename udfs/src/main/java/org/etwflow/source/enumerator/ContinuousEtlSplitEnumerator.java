package org.etwflow.source.enumerator;

import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.FlinkRuntimeException;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.discovery.TraceFinder;
import org.etwflow.source.file.ParallelReads;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enumerator of files that may grow: it looks for new files and new data periodically. */
@Internal
public final class ContinuousEtlSplitEnumerator extends EtlSplitEnumerator {

  private static final Logger LOG = LoggerFactory.getLogger(ContinuousEtlSplitEnumerator.class);

  private final TraceFinder finder;
  private final boolean areStorageErrorsSkipped;
  private final long lookMillis;
  private final Clock clock;
  private final FollowedTraces followed;
  private final TraceFollower follower;

  /** Lower bound of undiscovered records as of the last look: FILETIME. */
  private long boundOfUndiscovered;

  private boolean isEnd;

  /**
   * Creates an enumerator from a state.
   *
   * @param inputs files, directories and globs
   * @param scan phase created from the same state
   * @param state state of a checkpoint, or {@link EtlEnumeratorState#INITIAL}
   */
  public ContinuousEtlSplitEnumerator(
      final SplitEnumeratorContext<EtlSplit> context,
      final List<String> inputs,
      final SplitPlanner planner,
      final ContinuousMonitoring monitoring,
      final ScanPhase scan,
      final Clock clock,
      final EtlEnumeratorState state) {
    super(context, scan, state);
    this.finder = new TraceFinder(inputs, planner.input().requests());
    this.areStorageErrorsSkipped = planner.input().requests().areErrorsSkipped();
    this.lookMillis = monitoring.discoveryInterval().toMillis();
    this.clock = clock;
    this.followed = new FollowedTraces(monitoring, state.followed());
    this.follower = new TraceFollower(planner, monitoring.idleTimeout());
  }

  @Override
  public void start() {
    context().callAsync(this::look, this::onLooked, 0, lookMillis);
  }

  private Look look() throws IOException {
    if (!isPlanned()) {
      finder.checkPlaces();
    }
    final List<TraceFile> present = finder.findPresent().files();
    follower.forgetOthers(present);
    final long now = clock.millis();
    final List<TraceGrowth> growths = growths(present, now);
    return new Look(now, present, follower.unreadSince(), growths, finder.areFiles());
  }

  private List<TraceGrowth> growths(final List<TraceFile> present, final long now) {
    try (ParallelReads reads = ParallelReads.of(present.stream().map(TraceFile::path).toList())) {
      return reads.map(present, file -> follower.look(file, followed.get(file), now)).stream()
          .filter(Objects::nonNull)
          .toList();
    }
  }

  private void onLooked(final Look look, final @Nullable Throwable failure) {
    if (failure != null) {
      onFailedLook(failure);
      return;
    }
    for (final TraceGrowth growth : look.growths()) {
      if (followed.accept(growth)) {
        countFound(growth.newTraces());
        add(growth);
      }
    }
    followed.noticeUnread(look.present(), look.unreadSince(), look.at()).forEach(this::add);
    boundOfUndiscovered = followed.lowerBound(look.at());
    isEnd = look.isOfFilesOnly() && followed.areFinished(look.present(), look.at());
    onPlanned();
  }

  /** Adds the splits of a trace that has grown, and removes a pending end of it. */
  private void add(final TraceGrowth growth) {
    if (growth.goesOn()) {
      removePending(split -> split.isEndOf(growth.after().file()));
    }
    add(growth.missing());
    add(growth.splits());
  }

  /**
   * Retries if looking fails after it has succeeded once: a network share may be unavailable for a
   * moment. A lasting error fails the job, unless such errors are skipped.
   */
  private void onFailedLook(final Throwable failure) {
    final boolean isLasting =
        ExceptionUtils.findThrowable(failure, StorageException.class).isPresent();
    if (!isPlanned() || (isLasting && !areStorageErrorsSkipped)) {
      throw new FlinkRuntimeException(failure.getMessage(), failure);
    }
    LOG.warn("Looking for new data failed, and will be retried.", failure);
  }

  @Override
  boolean canGrow() {
    return !isEnd;
  }

  @Override
  long boundOfUndiscovered() {
    return boundOfUndiscovered;
  }

  @Override
  List<FollowedTrace> followed() {
    return followed.all();
  }

  /** Result of a look. In a monitored folder, files may appear as long as the job runs. */
  private record Look(
      long at,
      Collection<TraceFile> present,
      Map<String, Long> unreadSince,
      List<TraceGrowth> growths,
      boolean isOfFilesOnly) {}
}
