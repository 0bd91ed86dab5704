package org.etwflow.source.enumerator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.etwflow.process.BoundedProcessObservations;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/**
 * The splits that are to be scanned for what they tell of processes before one of them is handed
 * out to be counted: a send may stand before the records that tell whose it is, in its own file and
 * in any other. So all processes are known before the first send is counted, however the splits are
 * shared among readers.
 */
final class ProcessScan {

  private final NavigableSet<EtlSplit> unscanned;
  private final Map<Integer, EtlSplit> scanning = new HashMap<>();
  private final List<EtlSplit> scanned;
  private final BoundedProcessObservations facts = new BoundedProcessObservations();
  private List<ProcessObservation> untold = new ArrayList<>();

  ProcessScan(final ProcessScanState state, final Comparator<EtlSplit> order) {
    unscanned = new TreeSet<>(order);
    unscanned.addAll(state.unscanned());
    scanned = new ArrayList<>(state.scanned());
    state.facts().forEach(facts::add);
  }

  void add(final EtlSplit split) {
    unscanned.add(split);
  }

  /** What a reader is to scan; null if there is nothing that no reader scans. */
  @Nullable EtlSplit next(final int reader) {
    final EtlSplit split = unscanned.pollFirst();
    if (split == null) {
      return null;
    }
    scanning.put(reader, split);
    return split.toScan();
  }

  /** A reader is gone: what it was scanning is to be scanned again. */
  void giveBack(final int reader) {
    final EtlSplit split = scanning.remove(reader);
    if (split != null) {
      unscanned.add(split);
    }
  }

  /** A reader found something. Facts are true whatever became of the reader meanwhile. */
  void keep(final Collection<ProcessObservation> found) {
    for (final ProcessObservation fact : found) {
      if (facts.add(fact)) {
        untold.add(fact);
      }
    }
  }

  /** Whether there are more than are kept: then no process is named. */
  boolean areTooMany() {
    return facts.isFull();
  }

  /** A reader has scanned all of a split, unless it was taken from it. */
  void finish(final int reader, final String splitId) {
    final EtlSplit split = scanning.get(reader);
    if (split != null && split.toScan().splitId().equals(splitId)) {
      scanned.add(scanning.remove(reader));
    }
  }

  /** Whether all has been scanned that is there. */
  boolean isDone() {
    return unscanned.isEmpty() && scanning.isEmpty();
  }

  /** The splits that may be counted now. */
  List<EtlSplit> takeScanned() {
    final List<EtlSplit> taken = List.copyOf(scanned);
    scanned.clear();
    return taken;
  }

  /** Nothing if there is too much to know: then no name depends on what was found first. */
  Collection<ProcessObservation> facts() {
    return areTooMany() ? List.of() : facts.all();
  }

  /** Whether there is something that readers have not been told. */
  boolean hasUntold() {
    return !untold.isEmpty();
  }

  /** Those that were found since the last call; none if there are too many. */
  List<ProcessObservation> takeUntold() {
    final List<ProcessObservation> taken = areTooMany() ? List.of() : untold;
    untold = new ArrayList<>();
    return taken;
  }

  /** No record is earlier that is in one of the splits here: FILETIME. */
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
