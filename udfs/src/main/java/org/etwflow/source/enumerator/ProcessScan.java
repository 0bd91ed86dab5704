package org.etwflow.source.enumerator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.etwflow.process.BoundedProcessObservations;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/**
 * Set of splits to be scanned for processes before any of them is assigned for its events: an event
 * may precede the record of its process, in the same file or in another one. All processes are
 * therefore known before the first event is counted, however splits are distributed over readers.
 */
final class ProcessScan {

  private final NavigableSet<EtlSplit> unscanned;
  private final Map<Integer, EtlSplit> scanning = new HashMap<>();
  private final List<EtlSplit> scanned;
  private final BoundedProcessObservations facts = new BoundedProcessObservations();
  private List<ProcessObservation> unsent = new ArrayList<>();

  /** Number of splits that have been scanned. */
  private final AtomicInteger scannedSplits;

  ProcessScan(final ProcessScanState state, final Comparator<EtlSplit> order) {
    unscanned = new TreeSet<>(order);
    unscanned.addAll(state.unscanned());
    scanned = new ArrayList<>(state.scanned());
    scannedSplits = new AtomicInteger(scanned.size());
    state.facts().forEach(facts::add);
  }

  void add(final EtlSplit split) {
    unscanned.add(split);
  }

  /** Returns the next split for a reader to scan; null if all are assigned. */
  @Nullable EtlSplit next(final int reader) {
    final EtlSplit split = unscanned.pollFirst();
    if (split == null) {
      return null;
    }
    scanning.put(reader, split);
    return split.toScan();
  }

  /** Takes back the split that a failed reader was scanning. */
  void giveBack(final int reader) {
    final EtlSplit split = scanning.remove(reader);
    if (split != null) {
      unscanned.add(split);
    }
  }

  /** Adds observations of a reader. They remain valid if the reader fails. */
  void keep(final Collection<ProcessObservation> found) {
    for (final ProcessObservation fact : found) {
      if (facts.add(fact)) {
        unsent.add(fact);
      }
    }
  }

  /** Whether there are more observations than the limit: process names are then left empty. */
  boolean isOverLimit() {
    return facts.isFull();
  }

  /** Marks a split as scanned, unless it was taken back from the reader. */
  void finish(final int reader, final String splitId) {
    final EtlSplit split = scanning.get(reader);
    if (split != null && split.toScan().splitId().equals(splitId)) {
      scanned.add(scanning.remove(reader));
      scannedSplits.incrementAndGet();
    }
  }

  /** Number of splits that have been scanned, in this phase or before it. Thread-safe. */
  int scannedSplits() {
    return scannedSplits.get();
  }

  /** Number of splits that have not been scanned. Any thread may call it. */
  int unscannedSplits() {
    return unscanned.size() + scanning.size();
  }

  /** Number of splits that may not be assigned yet. Any thread may call it. */
  int size() {
    return unscannedSplits() + scanned.size();
  }

  /** Whether all splits have been scanned. */
  boolean isDone() {
    return unscanned.isEmpty() && scanning.isEmpty();
  }

  /** Removes and returns the splits that may be assigned now. */
  List<EtlSplit> takeScanned() {
    final List<EtlSplit> taken = List.copyOf(scanned);
    scanned.clear();
    return taken;
  }

  /** All observations; none if there are too many, so that names do not depend on their order. */
  Collection<ProcessObservation> facts() {
    return isOverLimit() ? List.of() : facts.all();
  }

  /** Whether there are observations that were not sent to the readers. */
  boolean hasUnsent() {
    return !unsent.isEmpty();
  }

  /** Returns the observations since the last call; none if there are too many. */
  List<ProcessObservation> takeUnsent() {
    final List<ProcessObservation> taken = isOverLimit() ? List.of() : unsent;
    unsent = new ArrayList<>();
    return taken;
  }

  /** Lower bound of the records in the splits of this phase: FILETIME. */
  long lowerBound() {
    long bound = unscanned.isEmpty() ? Long.MAX_VALUE : unscanned.first().lowerBound();
    for (final EtlSplit split : scanning.values()) {
      bound = Math.min(bound, split.lowerBound());
    }
    for (final EtlSplit split : scanned) {
      bound = Math.min(bound, split.lowerBound());
    }
    return bound;
  }

  ProcessScanState state() {
    final List<EtlSplit> left = new ArrayList<>(unscanned);
    left.addAll(scanning.values());
    return new ProcessScanState(left, List.copyOf(scanned), List.copyOf(facts.all()));
  }
}
