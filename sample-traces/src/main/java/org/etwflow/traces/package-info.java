/** Writer of .etl files for samples, tests and benchmarks, independent of the reader. */
@NullMarked
package org.etwflow.traces;

import org.jspecify.annotations.NullMarked;
