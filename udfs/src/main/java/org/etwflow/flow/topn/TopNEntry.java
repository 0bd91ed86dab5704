package org.etwflow.flow.topn;

import org.apache.flink.annotation.Internal;
import org.etwflow.flow.row.WindowedFlow;

/**
 * A flow with what its rank depends on.
 *
 * @param flow the flow
 * @param measure the larger, the earlier: see {@link TopNSelector}
 */
@Internal
public record TopNEntry(WindowedFlow flow, long measure) {}
