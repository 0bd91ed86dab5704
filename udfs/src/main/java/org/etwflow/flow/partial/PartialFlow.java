package org.etwflow.flow.partial;

import org.apache.flink.annotation.Internal;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.key.FlowKey;

/**
 * What one task has counted so far of one key in one pane of its windows.
 *
 * @param key the key
 * @param paneStart start of the pane: milliseconds since 1970-01-01 UTC
 * @param statistics what was counted
 */
@Internal
public record PartialFlow(FlowKey key, long paneStart, FlowAccumulator statistics) {}
