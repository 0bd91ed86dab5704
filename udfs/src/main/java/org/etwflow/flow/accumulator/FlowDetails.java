package org.etwflow.flow.accumulator;

import static org.etwflow.flow.accumulator.StatisticsGroup.DISTINCT;
import static org.etwflow.flow.accumulator.StatisticsGroup.GAPS;
import static org.etwflow.flow.accumulator.StatisticsGroup.SIZES;
import static org.etwflow.flow.accumulator.StatisticsGroup.TICKS;

import org.apache.flink.annotation.Internal;

/**
 * What is counted of the sends of one key besides the core: of each group of statistics its counts,
 * or null if they are not asked for, or not of all sends.
 */
@Internal
public final class FlowDetails {

  SizeHistogram sizes;
  SendGaps gaps;
  SendTicks ticks;
  DistinctCounts distinct;

  FlowDetails() {}

  FlowDetails(final SelectedStatistics selected) {
    sizes = selected.has(SIZES) ? new SizeHistogram() : null;
    gaps = selected.has(GAPS) ? new SendGaps() : null;
    ticks = selected.has(TICKS) ? new SendTicks() : null;
    distinct = selected.has(DISTINCT) ? new DistinctCounts() : null;
  }

  /** With the same groups, and nothing counted. */
  FlowDetails newOfSameGroups() {
    final FlowDetails empty = new FlowDetails();
    empty.sizes = sizes == null ? null : new SizeHistogram();
    empty.gaps = gaps == null ? null : new SendGaps();
    empty.ticks = ticks == null ? null : new SendTicks();
    empty.distinct = distinct == null ? null : new DistinctCounts();
    return empty;
  }

  void add(final SendBatch sends, final int from, final int to) {
    if (sizes != null) {
      sizes.add(sends, from, to);
    }
    if (gaps != null) {
      gaps.add(sends, from, to);
    }
    if (ticks != null) {
      ticks.add(sends, from, to);
    }
    if (distinct != null) {
      distinct.add(sends, from, to);
    }
  }

  /**
   * A group that only one of both has was not counted of all sends: it is dropped. So are gaps that
   * cannot be merged.
   */
  void merge(final FlowDetails other) {
    if (sizes != null && other.sizes != null) {
      sizes.merge(other.sizes);
    } else {
      sizes = null;
    }
    if (gaps == null || other.gaps == null || !gaps.merge(other.gaps)) {
      gaps = null;
    }
    if (ticks != null && other.ticks != null) {
      ticks.merge(other.ticks);
    } else {
      ticks = null;
    }
    if (distinct != null && other.distinct != null) {
      distinct.merge(other.distinct);
    } else {
      distinct = null;
    }
  }
}
