/** Comparison of traces: copies of one session, and traces of different machines. */
package org.etwflow.source.comparison;
