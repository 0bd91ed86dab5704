package org.etwflow.flow.topn;

import org.apache.flink.annotation.Internal;
import org.etwflow.flow.row.WindowedFlow;

/**
 * Flow with its value in the ranking.
 *
 * @param flow the flow
 * @param measure value that flows are ranked by, largest first: see {@link TopNSelector}
 */
@Internal
public record TopNEntry(WindowedFlow flow, long measure) {}
