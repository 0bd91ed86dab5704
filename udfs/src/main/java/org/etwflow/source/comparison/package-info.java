/** Comparison of traces: detects copies of a session and traces of different machines. */
package org.etwflow.source.comparison;
