package org.etwflow.source.enumerator;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.source.split.EtlSplit;

/**
 * What the enumerator must not forget.
 *
 * @param planned whether the inputs have been looked at: then no file is found a second time
 * @param pending splits that no reader has yet, in the order in which they are handed out
 * @param timeReached the latest that a reader was told of event time: FILETIME
 * @param followed how far each file was followed; none if the inputs are closed files
 * @param scan how far splits were scanned for processes: none of those is pending
 */
@Internal
public record EtlEnumeratorState(
    boolean planned,
    List<EtlSplit> pending,
    long timeReached,
    List<FollowedTrace> followed,
    ProcessScanState scan) {

  /** Of an enumerator that has done nothing yet. */
  public static final EtlEnumeratorState INITIAL =
      new EtlEnumeratorState(false, List.of(), 0, List.of(), ProcessScanState.NONE);
}
