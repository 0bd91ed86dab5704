package org.etwflow.source.enumerator;

import java.util.List;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a file that is followed found.
 *
 * @param before how far it had been followed; null if it was not known
 * @param after how far it is now
 * @param splits what has come
 * @param missing what is missing of the trace by now, if that is another than before; else empty
 */
record TraceGrowth(
    @Nullable FollowedTrace before,
    FollowedTrace after,
    List<EtlSplit> splits,
    List<EtlSplit> missing) {

  /** Whether the trace seemed to have ended before. */
  boolean goesOn() {
    return before != null && before.stage() == Stage.SILENT && before.isOf(after.sessionStart());
  }
}
