/** Micro benchmarks of the hot paths: per record, send, buffer or flow. */
package org.etwflow.microbenchmark;
