package org.etwflow.flow.partial;

import org.apache.flink.annotation.Internal;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;

/**
 * Partial result of one task for one key and one pane.
 *
 * @param key the key
 * @param paneStart start of the pane: milliseconds since 1970-01-01 UTC
 * @param statistics statistics of the events that were counted
 */
@Internal
public record PartialFlow(FlowKey key, long paneStart, FlowAccumulator statistics) {}
