package org.etwflow.source.enumerator;

import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.comparison.ComparedTraces;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.discovery.TraceFinder;
import org.etwflow.source.event.EventTimeEvent;
import org.etwflow.source.event.ProcessCatalogEvent;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.planner.PlannedTrace;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out splits in the order of time, one by one to the readers that ask, and with each how
 * early the rest of them can be. A reader for whom there is none yet, since files are followed, is
 * told how far time has come without it. If processes are asked for, splits are scanned for them
 * first, and what was found is told to all readers before a split is handed out. Looking for files
 * and reading their headers is done on a thread of its own; all else here runs on the
 * coordinator's.
 */
public final class EtlSplitEnumerator implements SplitEnumerator<EtlSplit, EtlEnumeratorState> {

  private static final Logger LOG = LoggerFactory.getLogger(EtlSplitEnumerator.class);

  /** Files that are followed are looked at so often. */
  private static final long LOOK_MILLIS = 500;

  /** By time, and then by anything that makes the order the same in every run. */
  private static final Comparator<EtlSplit> HANDING_OUT =
      Comparator.comparingLong(EtlSplit::lowerBound)
          .thenComparing(split -> split.trace().path())
          .thenComparingLong(EtlSplit::offset)
          .thenComparing(EtlSplit::splitId);

  private final SplitEnumeratorContext<EtlSplit> context;
  private final List<String> inputs;
  private final SplitPlanner planner;
  private final Clock clock;
  private final NavigableSet<EtlSplit> pending = new TreeSet<>(HANDING_OUT);
  private final Set<Integer> waitingReaders = new LinkedHashSet<>();

  /** Null if the inputs are closed files, which are looked at once. */
  private final FollowedTraces followed;

  private final TraceFollower follower;

  /** Null if nobody asks for processes. */
  private final ProcessScan scan;

  /** How early records can be that are in no split yet: as of the last look, FILETIME. */
  private long boundOfUnseen;

  private boolean planned;

  /** Whether nothing more can come. */
  private boolean isEnd;

  private long timeReached;

  /**
   * Goes on from a state.
   *
   * @param inputs files, directories and globs
   * @param following how they are followed; null if all are closed
   * @param withProcesses whether readers are to know all processes that the traces tell of
   * @param state of a checkpoint, or {@link EtlEnumeratorState#INITIAL}
   */
  public EtlSplitEnumerator(
      final SplitEnumeratorContext<EtlSplit> context,
      final List<String> inputs,
      final SplitPlanner planner,
      final ContinuousMonitoring following,
      final boolean withProcesses,
      final Clock clock,
      final EtlEnumeratorState state) {
    this.context = context;
    this.inputs = inputs;
    this.planner = planner;
    this.clock = clock;
    this.followed = following == null ? null : new FollowedTraces(following, state.followed());
    this.follower = following == null ? null : new TraceFollower(planner, following.idleTimeout());
    this.scan = withProcesses ? new ProcessScan(state.scan(), HANDING_OUT) : null;
    this.boundOfUnseen = following == null ? Long.MAX_VALUE : 0;
    this.isEnd = following == null;
    this.planned = state.planned();
    this.pending.addAll(state.pending());
    if (scan == null) {
      pending.addAll(state.scan().splits());
    }
    this.timeReached = state.timeReached();
  }

  @Override
  public void start() {
    if (followed != null) {
      context.callAsync(this::look, this::onLooked, 0, LOOK_MILLIS);
    } else if (!planned) {
      context.callAsync(this::plan, this::onPlanned);
    }
  }

  private List<EtlSplit> plan() throws IOException {
    final List<EtlSplit> splits =
        TraceFinder.find(inputs).files().parallelStream()
            .flatMap(file -> planner.plan(file).stream())
            .toList();
    return ComparedTraces.of(PlannedTrace.of(splits));
  }

  private void onPlanned(final List<EtlSplit> splits, final Throwable failure) {
    if (failure != null) {
      throw new FlinkRuntimeException(failure.getMessage(), failure);
    }
    add(splits);
    planned = true;
    goOn();
  }

  private void add(final List<EtlSplit> splits) {
    for (final EtlSplit split : splits) {
      if (scan != null && split.canBeScanned()) {
        scan.add(split);
      } else {
        pending.add(split);
      }
    }
  }

  private Look look() throws IOException {
    if (!planned) {
      TraceFinder.checkPlaces(inputs);
    }
    final Collection<TraceFile> present = TraceFinder.findPresent(inputs).files();
    follower.forgetOthers(present);
    final long now = clock.millis();
    final List<TraceGrowth> growths =
        present.parallelStream()
            .map(file -> follower.look(file, followed.get(file), now))
            .filter(Objects::nonNull)
            .toList();
    return new Look(now, present, growths, TraceFinder.areFiles(inputs));
  }

  private void onLooked(final Look look, final Throwable failure) {
    if (failure != null) {
      onFailedLook(failure);
      return;
    }
    for (final TraceGrowth growth : look.growths()) {
      if (followed.accept(growth)) {
        add(growth);
      }
    }
    followed.noticeGone(look.present(), look.at());
    boundOfUnseen = followed.lowerBound(look.at());
    isEnd = look.isOfFilesOnly() && followed.areFinished(look.present(), look.at());
    planned = true;
    goOn();
  }

  /** An end that was not told yet is none if the trace has gone on: behind its rest it would be. */
  private void add(final TraceGrowth growth) {
    if (growth.goesOn()) {
      pending.removeIf(split -> split.isEndOf(growth.after().file()));
    }
    pending.addAll(growth.missing());
    add(growth.splits());
  }

  /** A share that is gone for a moment is no reason to stop, but a path that never was is one. */
  private void onFailedLook(final Throwable failure) {
    if (!planned) {
      throw new FlinkRuntimeException(failure.getMessage(), failure);
    }
    LOG.warn("The inputs cannot be looked at now: it is tried again.", failure);
  }

  /** What was scanned is handed out when nothing is left to be scanned, and all is told. */
  private void goOn() {
    if (scan != null && scan.isDone()) {
      if (scan.hasUntold()) {
        final List<ProcessObservation> news = scan.takeUntold();
        context.registeredReaders().keySet().forEach(reader -> tell(reader, news));
      }
      pending.addAll(scan.takeScanned());
    }
    final List<Integer> readers = List.copyOf(waitingReaders);
    waitingReaders.clear();
    readers.forEach(this::serve);
  }

  /** A reader that has failed asks again when it is back. */
  private void serve(final int reader) {
    if (!context.registeredReaders().containsKey(reader)) {
      return;
    }
    final EtlSplit next = pending.pollFirst();
    if (next != null) {
      final long reachedBefore = timeReached;
      final long boundOfRest = boundOfRest();
      context.assignSplit(next.handedOut(reachedBefore, boundOfRest), reader);
      timeReached = Math.max(timeReached, boundOfRest);
    } else if (scan != null && !scan.isDone()) {
      serveScan(reader);
    } else if (isEnd) {
      context.signalNoMoreSplits(reader);
    } else {
      keepWaiting(reader);
    }
  }

  private void serveScan(final int reader) {
    final EtlSplit next = scan.next(reader);
    if (next == null) {
      keepWaiting(reader);
    } else {
      context.assignSplit(next, reader);
    }
  }

  private void keepWaiting(final int reader) {
    waitingReaders.add(reader);
    timeReached = Math.max(timeReached, boundOfRest());
    context.sendEventToSourceReader(reader, new EventTimeEvent(timeReached));
  }

  private long boundOfRest() {
    final long ofPending = pending.isEmpty() ? Long.MAX_VALUE : pending.first().lowerBound();
    final long ofScan = scan == null ? Long.MAX_VALUE : scan.lowerBound();
    return Math.min(Math.min(ofPending, ofScan), boundOfUnseen);
  }

  @Override
  public void handleSourceEvent(final int subtaskId, final SourceEvent event) {
    if (scan != null && event instanceof ProcessFactsEvent found) {
      scan.keep(found.facts().toList());
      if (found.isLast()) {
        scan.finish(subtaskId, found.splitId());
        goOn();
      }
    }
  }

  private void tell(final int reader, final Collection<ProcessObservation> facts) {
    final Iterator<SerializedObservations> chunks = SerializedObservations.chunks(facts).iterator();
    while (chunks.hasNext()) {
      final SerializedObservations chunk = chunks.next();
      context.sendEventToSourceReader(
          reader, new ProcessCatalogEvent(chunk, !chunks.hasNext(), scan.areTooMany()));
    }
  }

  @Override
  public void handleSplitRequest(final int subtaskId, final String requesterHostname) {
    if (planned) {
      serve(subtaskId);
    } else {
      waitingReaders.add(subtaskId);
    }
  }

  /**
   * They take their places in the order of time again. The reader is gone, and waits no longer:
   * when it is back it asks, and must not be given two splits then, of which it scans one for all
   * that is known here.
   */
  @Override
  public void addSplitsBack(final List<EtlSplit> splits, final int subtaskId) {
    waitingReaders.remove(subtaskId);
    splits.stream().filter(split -> !split.isScan()).forEach(pending::add);
    if (scan != null) {
      scan.giveBack(subtaskId);
    }
  }

  /** It asks for splits itself, but may have some that it must not read before it knows this. */
  @Override
  public void addReader(final int subtaskId) {
    if (scan != null) {
      tell(subtaskId, scan.facts());
    }
  }

  @Override
  public EtlEnumeratorState snapshotState(final long checkpointId) {
    return new EtlEnumeratorState(
        planned,
        List.copyOf(pending),
        timeReached,
        followed == null ? List.of() : followed.all(),
        scan == null ? ProcessScanState.NONE : scan.state());
  }

  /** Nothing to close: files are open only while they are looked at. */
  @Override
  public void close() {}

  /** Where a folder is followed, files may appear in it as long as the job runs. */
  private record Look(
      long at, Collection<TraceFile> present, List<TraceGrowth> growths, boolean isOfFilesOnly) {}
}
