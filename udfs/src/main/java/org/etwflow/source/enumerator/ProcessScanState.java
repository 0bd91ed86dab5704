package org.etwflow.source.enumerator;

import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.split.EtlSplit;

/**
 * Progress of the scan for processes.
 *
 * @param unscanned splits that are to be scanned, including those that were being scanned: readers
 *     do not store these
 * @param scanned splits that wait until all others have been scanned
 * @param facts observations so far
 */
@Internal
public record ProcessScanState(
    List<EtlSplit> unscanned, List<EtlSplit> scanned, List<ProcessObservation> facts) {

  /** State of a source without processes, or one that has not started. */
  public static final ProcessScanState NONE = new ProcessScanState(List.of(), List.of(), List.of());

  /** All splits in the phase, for a source that no longer needs processes. */
  List<EtlSplit> splits() {
    return Stream.concat(unscanned.stream(), scanned.stream()).toList();
  }
}
