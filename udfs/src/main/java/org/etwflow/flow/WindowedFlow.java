package org.etwflow.flow;

/**
 * What was counted of a key in one of its windows. Times are in milliseconds since 1970-01-01 UTC.
 *
 * @param key the key; null for several flows as one
 * @param windowStart inclusive; {@code Long.MIN_VALUE} for the whole run, which has no bounds
 * @param windowEnd exclusive
 * @param statistics what was counted: at least one send
 */
public record WindowedFlow(
    FlowKey key, long windowStart, long windowEnd, FlowAccumulator statistics) {

  /** All that was counted of a key. */
  public static WindowedFlow ofWholeRun(final FlowKey key, final FlowAccumulator statistics) {
    return new WindowedFlow(key, Long.MIN_VALUE, Long.MAX_VALUE, statistics);
  }

  boolean isOfWholeRun() {
    return windowStart == Long.MIN_VALUE;
  }

  long windowMillis() {
    return windowEnd - windowStart;
  }
}
