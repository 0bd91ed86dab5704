/** Mapping of PIDs to processes over time, reconstructed from the process records of traces. */
@NullMarked
package org.etwflow.process;

import org.jspecify.annotations.NullMarked;
