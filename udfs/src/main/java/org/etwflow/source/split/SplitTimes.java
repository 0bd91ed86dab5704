package org.etwflow.source.split;

import java.util.OptionalLong;
import org.apache.flink.annotation.Internal;

/**
 * Times of a split: FILETIME.
 *
 * @param bounds lower bounds of its records
 * @param reached event time announced when the split was first assigned; empty before. Windows up
 *     to this time may be closed, and an earlier record is late; this is only possible for followed
 *     files
 * @param boundOfRest lower bound of all records that were unassigned when the split was assigned;
 *     {@code Long.MAX_VALUE} if there were none
 */
@Internal
public record SplitTimes(LowerBounds bounds, OptionalLong reached, long boundOfRest) {

  /** Creates the times of a split that is not assigned. */
  static SplitTimes planned(final LowerBounds bounds) {
    return new SplitTimes(bounds, OptionalLong.empty(), 0);
  }

  /**
   * Returns a copy for assignment. A split that returns from a failed reader keeps its first time
   * reached.
   */
  SplitTimes handedOut(final long reachedNow, final long rest) {
    return new SplitTimes(
        bounds, reached.isPresent() ? reached : OptionalLong.of(reachedNow), rest);
  }

  SplitTimes withoutBounds() {
    return new SplitTimes(LowerBounds.UNKNOWN, reached, boundOfRest);
  }
}
