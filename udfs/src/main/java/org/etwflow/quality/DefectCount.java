package org.etwflow.quality;

import org.apache.flink.annotation.Internal;

/**
 * How often something was found, and where first.
 *
 * @param count how often
 * @param first offset in the file; of no meaning if the count is 0
 */
@Internal
public record DefectCount(long count, long first) {

  static final DefectCount NOTHING = new DefectCount(0, 0);

  static DefectCount at(final long offset) {
    return new DefectCount(1, offset);
  }

  /** With what was found further on in the file. */
  DefectCount plus(final DefectCount next) {
    return count == 0 ? next : new DefectCount(count + next.count, first);
  }
}
