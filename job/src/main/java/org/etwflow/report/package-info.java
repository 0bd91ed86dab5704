/** The console report of a run: the table of flows, totals, and warnings about traces. */
@NullMarked
package org.etwflow.report;

import org.jspecify.annotations.NullMarked;
