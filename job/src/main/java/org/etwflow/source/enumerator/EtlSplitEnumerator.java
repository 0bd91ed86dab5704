package org.etwflow.source.enumerator;

import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.etwflow.source.split.EtlSplit;

/**
 * Hands out splits in the order of time, one by one to the readers that ask, and with each how
 * early the rest of them can be. Looking for files and reading their headers is done on a thread of
 * its own; all else here runs on the coordinator's.
 */
public final class EtlSplitEnumerator implements SplitEnumerator<EtlSplit, EtlEnumeratorState> {

  /** By time, and then by anything that makes the order the same in every run. */
  private static final Comparator<EtlSplit> HANDING_OUT =
      Comparator.comparingLong(EtlSplit::lowerBound)
          .thenComparing(split -> split.trace().path())
          .thenComparingLong(EtlSplit::offset);

  private final SplitEnumeratorContext<EtlSplit> context;
  private final List<String> inputs;
  private final SplitPlanner planner;
  private final NavigableSet<EtlSplit> pending = new TreeSet<>(HANDING_OUT);
  private final Set<Integer> waitingReaders = new LinkedHashSet<>();
  private boolean planned;

  /**
   * Goes on from a state.
   *
   * @param inputs files, directories and globs
   * @param state of a checkpoint, or one of nothing planned
   */
  public EtlSplitEnumerator(
      final SplitEnumeratorContext<EtlSplit> context,
      final List<String> inputs,
      final SplitPlanner planner,
      final EtlEnumeratorState state) {
    this.context = context;
    this.inputs = inputs;
    this.planner = planner;
    this.planned = state.planned();
    this.pending.addAll(state.pending());
  }

  @Override
  public void start() {
    if (!planned) {
      context.callAsync(this::plan, this::onPlanned);
    }
  }

  private List<EtlSplit> plan() throws IOException {
    return TraceFinder.find(inputs).parallelStream()
        .flatMap(file -> planner.plan(file).stream())
        .toList();
  }

  private void onPlanned(final List<EtlSplit> splits, final Throwable failure) {
    if (failure != null) {
      throw new FlinkRuntimeException(failure.getMessage(), failure);
    }
    pending.addAll(splits);
    planned = true;
    serveWaitingReaders();
  }

  private void serveWaitingReaders() {
    final Iterator<Integer> readers = waitingReaders.iterator();
    while (readers.hasNext()) {
      final int reader = readers.next();
      readers.remove();
      serve(reader);
    }
  }

  /** A reader that has failed asks again when it is back. */
  private void serve(final int reader) {
    if (!context.registeredReaders().containsKey(reader)) {
      return;
    }
    final EtlSplit next = pending.pollFirst();
    if (next == null) {
      context.signalNoMoreSplits(reader);
    } else {
      context.assignSplit(next.withBoundOfRest(boundOfPending()), reader);
    }
  }

  private long boundOfPending() {
    return pending.isEmpty() ? Long.MAX_VALUE : pending.first().lowerBound();
  }

  @Override
  public void handleSplitRequest(final int subtaskId, final String requesterHostname) {
    if (planned) {
      serve(subtaskId);
    } else {
      waitingReaders.add(subtaskId);
    }
  }

  /** They take their places in the order of time again. */
  @Override
  public void addSplitsBack(final List<EtlSplit> splits, final int subtaskId) {
    pending.addAll(splits);
  }

  /** Nothing to do: a reader asks for splits itself. */
  @Override
  public void addReader(final int subtaskId) {}

  @Override
  public EtlEnumeratorState snapshotState(final long checkpointId) {
    return new EtlEnumeratorState(planned, List.copyOf(pending));
  }

  /** Nothing to close: files are open only while they are planned. */
  @Override
  public void close() {}
}
