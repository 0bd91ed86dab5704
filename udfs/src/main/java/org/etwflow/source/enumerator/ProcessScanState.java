package org.etwflow.source.enumerator;

import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.split.EtlSplit;

/**
 * How far the splits have been scanned for what they tell of processes.
 *
 * @param unscanned splits that are to be scanned: those that readers were scanning, too, since no
 *     reader keeps one
 * @param scanned splits that wait until the others are, too
 * @param facts what was found
 */
@Internal
public record ProcessScanState(
    List<EtlSplit> unscanned, List<EtlSplit> scanned, List<ProcessObservation> facts) {

  /** Of a source that asks for no processes, or has not begun. */
  public static final ProcessScanState NONE = new ProcessScanState(List.of(), List.of(), List.of());

  /** All splits in it, for a source that asks for processes no more. */
  List<EtlSplit> splits() {
    return Stream.concat(unscanned.stream(), scanned.stream()).toList();
  }
}
