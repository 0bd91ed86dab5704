/**
 * Flow statistics: what a flow is, what is counted of it, and how partial counts become a row.
 *
 * <p>The way of the data: {@link org.etwflow.flow.FlowTable} gathers events into {@link
 * org.etwflow.flow.FlowPartials}, those of a key and window add up to a {@link
 * org.etwflow.flow.WindowedFlow}, and {@link org.etwflow.flow.FlowStatistics} is the row that comes
 * of it.
 */
package org.etwflow.flow;
