package org.etwflow.source.enumerator;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.source.split.EtlSplit;

/**
 * State of the enumerator in checkpoints.
 *
 * @param planned whether the inputs have been discovered: no file is discovered a second time
 * @param pending splits that are not assigned to a reader, in the order of assignment
 * @param timeReached latest event time that was announced to a reader: FILETIME
 * @param followed progress in each monitored file; empty if the inputs are closed files
 * @param foundTraces number of traces that have been discovered
 * @param scan progress of the scan for processes; its splits are not pending
 */
@Internal
public record EtlEnumeratorState(
    boolean planned,
    List<EtlSplit> pending,
    long timeReached,
    List<FollowedTrace> followed,
    int foundTraces,
    ProcessScanState scan) {

  /** State of an enumerator that has not started. */
  public static final EtlEnumeratorState INITIAL =
      new EtlEnumeratorState(false, List.of(), 0, List.of(), 0, ProcessScanState.NONE);
}
