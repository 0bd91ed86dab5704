/** Measures what is done for each record, send, buffer or flow, by itself. */
package org.etwflow.microbenchmark;
