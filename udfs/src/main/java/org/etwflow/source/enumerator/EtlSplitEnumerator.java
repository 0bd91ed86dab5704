package org.etwflow.source.enumerator;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.etwflow.source.event.EventTimeEvent;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.split.EtlSplit;

/**
 * Hands out splits in the order of time, one by one to the readers that ask, and with each how
 * early the rest of them can be. A reader for whom there is no split yet waits, and is told how far
 * event time has come without it. Splits that may hold processes pass a {@link ScanPhase} first.
 * Looking for files and reading their headers is done on a thread of its own; all else here runs on
 * the coordinator's.
 */
public abstract class EtlSplitEnumerator implements SplitEnumerator<EtlSplit, EtlEnumeratorState> {

  /** By time, and then by anything that makes the order the same in every run. */
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

  /**
   * Goes on from a state.
   *
   * @param scan of the same state
   * @param state of a checkpoint, or {@link EtlEnumeratorState#INITIAL}
   */
  EtlSplitEnumerator(
      final SplitEnumeratorContext<EtlSplit> context,
      final ScanPhase scan,
      final EtlEnumeratorState state) {
    this.context = context;
    this.scan = scan;
    this.isPlanned = state.planned();
    this.timeReached = state.timeReached();
    this.pending.addAll(state.pending());
    this.pending.addAll(scan.takePassed());
  }

  /** Whether there can be splits that are not known yet. */
  abstract boolean canGrow();

  /** How early the records of such splits can be: FILETIME, {@code Long.MAX_VALUE} if none come. */
  abstract long boundOfUnseen();

  /** How far each file was followed. */
  abstract List<FollowedTrace> followed();

  final SplitEnumeratorContext<EtlSplit> context() {
    return context;
  }

  /** Whether the inputs have been looked at, so that readers need not wait for it. */
  final boolean isPlanned() {
    return isPlanned;
  }

  /** Adds splits that are handed out for their events, some of them when they were scanned. */
  final void add(final Collection<EtlSplit> splits) {
    for (final EtlSplit split : splits) {
      if (split.canBeScanned()) {
        scan.add(split);
      } else {
        pending.add(split);
      }
    }
  }

  /** Removes splits that were not handed out. */
  final void removePending(final Predicate<EtlSplit> isObsolete) {
    pending.removeIf(isObsolete);
  }

  /** Serves the readers that wait, after the inputs have been looked at. */
  final void goOnAsPlanned() {
    isPlanned = true;
    goOn();
  }

  private void goOn() {
    pending.addAll(scan.takePassed());
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
    return Math.min(Math.min(ofPending, scan.lowerBound()), boundOfUnseen());
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
   * They take their places in the order of time again. The reader is gone, and waits no longer:
   * when it is back it asks, and must not be given two splits then, of which it scans one for all
   * that is known here.
   */
  @Override
  public final void addSplitsBack(final List<EtlSplit> splits, final int subtaskId) {
    waitingReaders.remove(subtaskId);
    splits.stream().filter(split -> !split.isScan()).forEach(pending::add);
    scan.giveBack(subtaskId);
  }

  /** A reader asks for splits itself. */
  @Override
  public final void addReader(final int subtaskId) {
    scan.addReader(subtaskId);
  }

  @Override
  public final EtlEnumeratorState snapshotState(final long checkpointId) {
    return new EtlEnumeratorState(
        isPlanned, List.copyOf(pending), timeReached, followed(), scan.state());
  }

  /** Nothing to close: files are open only while they are looked at. */
  @Override
  public final void close() {}
}
