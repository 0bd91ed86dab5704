/**
 * Flow statistics: what a flow is, what is counted of it, and how partial counts become a row.
 *
 * <p>The way of the data: a {@link org.etwflow.flow.partial.FlowTable} counts events by key and
 * pane, {@link org.etwflow.flow.partial.PartialFlowBatch} takes the counts between tasks, those of
 * a key and window add up to a row, {@link org.etwflow.flow.row.WindowedFlow}, and {@link
 * org.etwflow.flow.row.Statistic} reads its columns.
 */
@NullMarked
package org.etwflow.flow;

import org.jspecify.annotations.NullMarked;
