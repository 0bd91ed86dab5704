package org.etwflow.source.enumerator;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.etwflow.source.event.EventTimeEvent;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.split.EtlSplit;

/**
 * Assigns splits in the order of time, one by one as readers request them, each with a lower bound
 * of the times of all unassigned records. A reader that must wait for a split receives the event
 * time reached without it. Splits that may contain process records pass a {@link ScanPhase} first.
 * Files are discovered and their headers are read on a worker thread; all other code runs on the
 * coordinator thread.
 */
@Internal
public abstract class EtlSplitEnumerator implements SplitEnumerator<EtlSplit, EtlEnumeratorState> {

  /** Order of assignment: by time, with ties broken so that the order is the same in every run. */
  static final Comparator<EtlSplit> HANDING_OUT =
      Comparator.comparingLong(EtlSplit::lowerBound)
          .thenComparing(split -> split.trace().path())
          .thenComparingLong(EtlSplit::offset)
          .thenComparing(EtlSplit::splitId);

  private final SplitEnumeratorContext<EtlSplit> context;
  private final ScanPhase scan;
  private final NavigableSet<EtlSplit> pending = new TreeSet<>(HANDING_OUT);
  private final Set<Integer> waitingReaders = new LinkedHashSet<>();
  private boolean isPlanned;
  private long timeReached;

  /** Read by the threads of metric reporters. */
  private final AtomicInteger foundTraces;

  /**
   * Creates an enumerator from a state.
   *
   * @param scan phase created from the same state
   * @param state state of a checkpoint, or {@link EtlEnumeratorState#INITIAL}
   */
  EtlSplitEnumerator(
      final SplitEnumeratorContext<EtlSplit> context,
      final ScanPhase scan,
      final EtlEnumeratorState state) {
    this.context = context;
    this.scan = scan;
    this.isPlanned = state.planned();
    this.timeReached = state.timeReached();
    this.foundTraces = new AtomicInteger(state.foundTraces());
    this.pending.addAll(state.pending());
    this.pending.addAll(scan.takePassed());
    // The sizes of collections can be read by any thread.
    context.metricGroup().setUnassignedSplitsGauge(() -> (long) pending.size() + scan.size());
    context.metricGroup().gauge("foundTraces", foundTraces::get);
  }

  /** Whether more splits may be discovered. */
  abstract boolean canGrow();

  /**
   * Lower bound of the records in undiscovered splits: FILETIME; {@code Long.MAX_VALUE} if there
   * will be none.
   */
  abstract long boundOfUndiscovered();

  /** Progress in each monitored file. */
  abstract List<FollowedTrace> followed();

  final SplitEnumeratorContext<EtlSplit> context() {
    return context;
  }

  /** Whether the inputs have been discovered: until then readers must wait. */
  final boolean isPlanned() {
    return isPlanned;
  }

  /**
   * Adds splits to be assigned, after the scan phase if they can be scanned. A report of missing
   * intervals replaces an unassigned one of the same trace.
   */
  final void add(final Collection<EtlSplit> splits) {
    for (final EtlSplit split : splits) {
      if (split.isReport()) {
        pending.removeIf(split::isReportOfSameTrace);
      }
      if (split.canBeScanned()) {
        scan.add(split);
      } else {
        pending.add(split);
      }
    }
  }

  /** Adds to the number of discovered traces. */
  final void countFound(final int traces) {
    foundTraces.addAndGet(traces);
  }

  /** Removes splits that are not assigned. */
  final void removePending(final Predicate<EtlSplit> isObsolete) {
    pending.removeIf(isObsolete);
  }

  /** Serves the waiting readers after the inputs have been discovered. */
  final void onPlanned() {
    isPlanned = true;
    goOn();
  }

  private void goOn() {
    pending.addAll(scan.takePassed());
    final List<Integer> readers = List.copyOf(waitingReaders);
    waitingReaders.clear();
    readers.forEach(this::serve);
  }

  /** Serves a reader, unless it has failed: it sends a new request after its restart. */
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
    } else if (!scan.isDone()) {
      serveScan(reader);
    } else if (canGrow()) {
      keepWaiting(reader);
    } else {
      context.signalNoMoreSplits(reader);
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
    return Math.min(Math.min(ofPending, scan.lowerBound()), boundOfUndiscovered());
  }

  @Override
  public final void handleSourceEvent(final int subtaskId, final SourceEvent event) {
    if (event instanceof ProcessFactsEvent found) {
      scan.accept(subtaskId, found);
      if (found.isLast()) {
        goOn();
      }
    }
  }

  @Override
  public final void handleSplitRequest(final int subtaskId, final String requesterHostname) {
    if (isPlanned) {
      serve(subtaskId);
    } else {
      waitingReaders.add(subtaskId);
    }
  }

  /**
   * Puts splits of a failed reader back into the order of time. The reader no longer waits: it
   * sends a request after its restart, and must not receive two splits then.
   */
  @Override
  public final void addSplitsBack(final List<EtlSplit> splits, final int subtaskId) {
    waitingReaders.remove(subtaskId);
    splits.stream().filter(split -> !split.isScan()).forEach(pending::add);
    scan.giveBack(subtaskId);
  }

  /** Does nothing but serve the scan phase: readers request splits themselves. */
  @Override
  public final void addReader(final int subtaskId) {
    scan.addReader(subtaskId);
  }

  @Override
  public final EtlEnumeratorState snapshotState(final long checkpointId) {
    return new EtlEnumeratorState(
        isPlanned, List.copyOf(pending), timeReached, followed(), foundTraces.get(), scan.state());
  }

  /** Does nothing: files are open only during discovery. */
  @Override
  public final void close() {}
}
