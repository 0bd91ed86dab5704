package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.etl.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Summary of the gaps between consecutive sends in an interval, of which all sends are counted.
 * Times are integers in units of 100 ns: adjacent intervals can be joined in any order with the
 * same result.
 *
 * @param sends number of sends, one more than gaps
 * @param first FILETIME of the first send; undefined without sends
 * @param last FILETIME of the last send; undefined without sends
 * @param min smallest gap; undefined without gaps
 * @param max largest gap; undefined without gaps
 * @param squaredHigh sum of the squared gaps, upper 64 bits
 * @param squaredLow sum of the squared gaps, lower 64 bits, unsigned
 */
@Internal
public record GapSummary(
    long sends, long first, long last, long min, long max, long squaredHigh, long squaredLow) {

  /** Summary without sends. */
  static final GapSummary NONE = new GapSummary(0, 0, 0, Long.MAX_VALUE, 0, 0, 0);

  /**
   * Returns the summary of some sends.
   *
   * @param times FILETIMEs, ascending
   */
  static GapSummary of(final long[] times) {
    if (times.length == 0) {
      return NONE;
    }
    long min = Long.MAX_VALUE;
    long max = 0;
    long squaredHigh = 0;
    long squaredLow = 0;
    for (int i = 1; i < times.length; i++) {
      final long gap = times[i] - times[i - 1];
      min = Math.min(min, gap);
      max = Math.max(max, gap);
      squaredHigh += Math.multiplyHigh(gap, gap) + UInt128Sum.carry(squaredLow, gap * gap);
      squaredLow += gap * gap;
    }
    return new GapSummary(
        times.length, times[0], times[times.length - 1], min, max, squaredHigh, squaredLow);
  }

  /**
   * Joins two intervals in either order. Returns null if they overlap: sends of one lie in gaps of
   * the other.
   */
  @Nullable GapSummary join(final GapSummary other) {
    if (sends == 0 || other.sends == 0) {
      return sends == 0 ? other : this;
    }
    if (last <= other.first) {
      return joinLater(other);
    }
    return other.last <= first ? other.joinLater(this) : null;
  }

  private GapSummary joinLater(final GapSummary later) {
    final long gap = later.first - last;
    final long low = squaredLow + later.squaredLow;
    final long high =
        squaredHigh + later.squaredHigh + UInt128Sum.carry(squaredLow, later.squaredLow);
    return new GapSummary(
        sends + later.sends,
        first,
        later.last,
        Math.min(gap, Math.min(min, later.min)),
        Math.max(gap, Math.max(max, later.max)),
        high + Math.multiplyHigh(gap, gap) + UInt128Sum.carry(low, gap * gap),
        low + gap * gap);
  }

  private boolean hasGaps() {
    return sends > 1;
  }

  /** Smallest gap in milliseconds; null without gaps. */
  public @Nullable Double minMillis() {
    return hasGaps() ? millis(min, 1) : null;
  }

  public @Nullable Double meanMillis() {
    return hasGaps() ? millis(last - first, sends - 1) : null;
  }

  public @Nullable Double maxMillis() {
    return hasGaps() ? millis(max, 1) : null;
  }

  private static double millis(final long dividend, final long divisor) {
    return ExactDivision.of(dividend, 1, divisor * FileTime.UNITS_PER_MILLI);
  }

  /** Population standard deviation of the gaps in milliseconds; null without gaps. */
  public @Nullable Double stdDevMillis() {
    if (!hasGaps()) {
      return null;
    }
    final long gaps = sends - 1;
    return StandardDeviation.of(
        gaps, last - first, squaredHigh, squaredLow, gaps * FileTime.UNITS_PER_MILLI);
  }

  void write(final DataOutputView out) throws IOException {
    out.writeLong(sends);
    out.writeLong(first);
    out.writeLong(last);
    out.writeLong(min);
    out.writeLong(max);
    out.writeLong(squaredHigh);
    out.writeLong(squaredLow);
  }

  static GapSummary read(final DataInputView in) throws IOException {
    return new GapSummary(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }
}
