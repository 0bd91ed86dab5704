/** Writer of .etl files for samples, tests and benchmarks, independent of the reader. */
package org.etwflow.traces;
