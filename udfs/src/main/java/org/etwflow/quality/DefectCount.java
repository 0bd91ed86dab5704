package org.etwflow.quality;

import org.apache.flink.annotation.Internal;

/**
 * Number of defects of one kind, and the position of the first one.
 *
 * @param count number of defects
 * @param first offset of the first one in the file; undefined if the count is 0
 */
@Internal
public record DefectCount(long count, long first) {

  static final DefectCount NOTHING = new DefectCount(0, 0);

  static DefectCount at(final long offset) {
    return new DefectCount(1, offset);
  }

  /** Adds the defects found later in the file. */
  DefectCount plus(final DefectCount next) {
    return count == 0 ? next : new DefectCount(count + next.count, first);
  }
}
