/** Benchmark of the whole command on generated traces, as a user runs it. */
package org.etwflow.benchmark;
