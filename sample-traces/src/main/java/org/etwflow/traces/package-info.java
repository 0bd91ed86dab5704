/** Writes .etl files for demonstration, tests and measurements, independently of the reader. */
package org.etwflow.traces;
