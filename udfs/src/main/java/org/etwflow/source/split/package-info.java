/** Ranges of buffers: what is handed from the enumerator to the readers, and into checkpoints. */
package org.etwflow.source.split;
