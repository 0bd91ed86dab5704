package org.etwflow.source.enumerator;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/** What splits pass through before they are handed out for their events. */
@Internal
public interface ScanPhase {

  /** A phase that scans splits for processes, and tells all readers which there are. */
  static ScanPhase ofProcesses(
      final SplitEnumeratorContext<EtlSplit> context, final ProcessScanState state) {
    return new ProcessScanPhase(context, new ProcessScan(state, EtlSplitEnumerator.HANDING_OUT));
  }

  /**
   * A phase that lets all splits pass.
   *
   * @param state of a source that may have asked for processes
   */
  static ScanPhase none(final ProcessScanState state) {
    return new NoScanPhase(state.splits());
  }

  /** Begins the phase of a split. */
  void add(EtlSplit split);

  /** Takes the splits that have passed: once all of them have that were added. */
  List<EtlSplit> takePassed();

  /** Whether no split is in this phase. */
  boolean isDone();

  /** The next split that a reader is to scan; null if there is none that no reader has. */
  @Nullable EtlSplit next(int reader);

  /** Takes back what a reader that is gone was scanning. */
  void giveBack(int reader);

  /** Tells a reader that is new, or back, what is known. */
  void addReader(int reader);

  /** Keeps what a reader has found. */
  void accept(int reader, ProcessFactsEvent found);

  /** No record of a split in this phase is earlier: FILETIME. */
  long lowerBound();

  /** The phase as it is in a checkpoint. */
  ProcessScanState state();
}
