package org.etwflow.source.enumerator;

import java.util.List;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/**
 * Result of one look at a monitored file.
 *
 * @param before progress before the look; null if the file was unknown
 * @param after progress after the look
 * @param splits splits of the new data
 * @param missing splits that report missing intervals, if these have changed; else empty
 */
record TraceGrowth(
    @Nullable FollowedTrace before,
    FollowedTrace after,
    List<EtlSplit> splits,
    List<EtlSplit> missing) {

  /** Whether the trace had seemed to end before. */
  boolean goesOn() {
    return before != null && before.stage() == Stage.SILENT && before.isOf(after.sessionStart());
  }
}
