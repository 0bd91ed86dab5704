package org.etwflow.flow;

/**
 * A flow with what its rank depends on.
 *
 * @param flow the flow
 * @param measure the larger, the earlier: see {@link FlowRanking}
 */
public record RankedFlow(WindowedFlow flow, long measure) {}
