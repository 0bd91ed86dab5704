/** The console report of a run: the table of flows, totals, and warnings about traces. */
package org.etwflow.report;
