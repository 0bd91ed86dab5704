package org.etwflow.source.split;

import java.util.OptionalLong;
import org.apache.flink.annotation.Internal;

/**
 * What is known of event time when a split is handed out: FILETIME.
 *
 * @param bounds how early the records of the split can be
 * @param reached what had been said of event time when the split was first handed out; empty before
 *     that. Windows up to there may be closed, and an earlier record of it is late; only where
 *     files are followed there can be one
 * @param boundOfRest how early the records can be that no reader had when this was handed out;
 *     {@code Long.MAX_VALUE} if there are none
 */
@Internal
public record SplitTimes(LowerBounds bounds, OptionalLong reached, long boundOfRest) {

  /** Times of a split that was not handed out. */
  static SplitTimes planned(final LowerBounds bounds) {
    return new SplitTimes(bounds, OptionalLong.empty(), 0);
  }

  /** A split that comes back from a reader that failed keeps the time of its first reader. */
  SplitTimes handedOut(final long reachedNow, final long rest) {
    return new SplitTimes(
        bounds, reached.isPresent() ? reached : OptionalLong.of(reachedNow), rest);
  }

  SplitTimes withoutBounds() {
    return new SplitTimes(LowerBounds.UNKNOWN, reached, boundOfRest);
  }
}
