package org.etwflow.source.enumerator;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/** Phase that splits pass before they are assigned for their events. */
@Internal
public interface ScanPhase {

  /** Creates a phase in which readers scan splits for processes, and receive the result. */
  static ScanPhase ofProcesses(
      final SplitEnumeratorContext<EtlSplit> context, final ProcessScanState state) {
    return new ProcessScanPhase(context, new ProcessScan(state, EtlSplitEnumerator.HANDING_OUT));
  }

  /**
   * Creates a phase that all splits pass at once.
   *
   * @param state state of a source that may have scanned for processes
   */
  static ScanPhase none(final ProcessScanState state) {
    return new NoScanPhase(state.splits());
  }

  /** Adds a split to the phase. */
  void add(EtlSplit split);

  /** Removes and returns the splits that have passed: none until all added splits have. */
  List<EtlSplit> takePassed();

  /** Number of splits that have not passed. Any thread may call it. */
  int size();

  /** Whether no split is in this phase. */
  boolean isDone();

  /** Returns the next split for a reader to scan; null if all are assigned. */
  @Nullable EtlSplit next(int reader);

  /** Takes back the split that a failed reader was scanning. */
  void giveBack(int reader);

  /** Sends all known processes to a reader that has started or restarted. */
  void addReader(int reader);

  /** Adds the observations of a reader. */
  void accept(int reader, ProcessFactsEvent found);

  /** Lower bound of the records in the splits of this phase: FILETIME. */
  long lowerBound();

  /** State of the phase for a checkpoint. */
  ProcessScanState state();
}
