package org.etwflow.flow;

/**
 * What was counted of a key in one of its windows. Times are in milliseconds since 1970-01-01 UTC.
 *
 * @param key the key
 * @param windowStart inclusive; {@code Long.MIN_VALUE} for the whole run, which has no bounds
 * @param windowEnd exclusive
 * @param statistics what was counted: at least one send
 * @param dataComplete whether no trace tells that sends of the window may be missing
 */
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

  boolean isOfWholeRun() {
    return windowStart == Long.MIN_VALUE;
  }

  long windowMillis() {
    return windowEnd - windowStart;
  }
}
