/** Mapping of PIDs to processes over time, reconstructed from the process records of traces. */
package org.etwflow.process;
