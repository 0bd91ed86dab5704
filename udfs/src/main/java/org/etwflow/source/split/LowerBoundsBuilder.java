package org.etwflow.source.split;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;

/** Builder of the bounds of a split from the first times of its buffers, in file order. */
@Internal
public final class LowerBoundsBuilder {

  private static final int MAX_BOUNDS = 8;

  private final List<Long> offsets = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();

  /**
   * Adds a buffer.
   *
   * @param firstTime FILETIME; {@code Long.MAX_VALUE} if no record has a time, 0 if unknown
   */
  public void add(final long offset, final long firstTime) {
    offsets.add(offset);
    times.add(firstTime);
  }

  /** Replaces the time of the last buffer, if one was added since the last {@link #build}. */
  public void replaceLast(final long firstTime) {
    if (!times.isEmpty()) {
      times.set(times.size() - 1, firstTime);
    }
  }

  /** Builds the bounds of all buffers added since the last call. */
  public LowerBounds build() {
    if (offsets.isEmpty()) {
      return LowerBounds.UNKNOWN;
    }
    final int count = Math.min(MAX_BOUNDS, offsets.size());
    final long[] boundOffsets = new long[count];
    final long[] boundTimes = new long[count];
    long earliest = Long.MAX_VALUE;
    int buffer = offsets.size();
    for (int bound = count - 1; bound >= 0; bound--) {
      final int first = (int) ((long) bound * offsets.size() / count);
      while (buffer > first) {
        buffer--;
        earliest = Math.min(earliest, times.get(buffer));
      }
      boundOffsets[bound] = offsets.get(first);
      boundTimes[bound] = earliest;
    }
    offsets.clear();
    times.clear();
    return new LowerBounds(boundOffsets, boundTimes);
  }
}
