/**
 * Flow statistics: the definition of a flow, its counters, and how partial counts become a row.
 *
 * <p>Data flow: a {@link org.etwflow.flow.partial.FlowTable} counts events by key and pane. A
 * {@link org.etwflow.flow.partial.PartialFlowBatch} carries the counts from task to task. The
 * counts of a key and window add up to a row, {@link org.etwflow.flow.row.WindowedFlow}, whose
 * columns are defined by {@link org.etwflow.flow.row.Statistic}.
 */
@NullMarked
package org.etwflow.flow;

import org.jspecify.annotations.NullMarked;
