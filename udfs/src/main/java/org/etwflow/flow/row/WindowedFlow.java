package org.etwflow.flow.row;

import org.apache.flink.annotation.Internal;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;

/**
 * What was counted of a key in one of its windows. Times are in milliseconds since 1970-01-01 UTC.
 *
 * @param key the key; null for several flows as one
 * @param windowStart inclusive; {@code Long.MIN_VALUE} for the whole run, which has no bounds
 * @param windowEnd exclusive
 * @param statistics what was counted: at least one send
 * @param dataComplete whether no trace tells that sends of the window may be missing
 */
@Internal
public record WindowedFlow(
    FlowKey key,
    long windowStart,
    long windowEnd,
    FlowAccumulator statistics,
    boolean dataComplete) {

  /** All that was counted of a key, whatever is missing. */
  public static WindowedFlow ofWholeRun(final FlowKey key, final FlowAccumulator statistics) {
    return new WindowedFlow(key, Long.MIN_VALUE, Long.MAX_VALUE, statistics, false);
  }

  /** The first of several flows as one: with counts of its own, that others can be added to. */
  public WindowedFlow asRest() {
    return new WindowedFlow(null, windowStart, windowEnd, statistics.copyForOthers(), dataComplete);
  }

  /** These flows and one more of the same window, which is added to the counts of these. */
  public WindowedFlow plus(final WindowedFlow flow) {
    statistics.merge(flow.statistics);
    return dataComplete == flow.dataComplete
        ? this
        : new WindowedFlow(key, windowStart, windowEnd, statistics, false);
  }

  /** The same without all but the core, which is what the summary mostly shows. */
  public WindowedFlow core() {
    return new WindowedFlow(key, windowStart, windowEnd, statistics.core(), dataComplete);
  }

  boolean isOfWholeRun() {
    return windowStart == Long.MIN_VALUE;
  }

  long windowMillis() {
    return windowEnd - windowStart;
  }
}
