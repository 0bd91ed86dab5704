/** Ranges of buffers: what is handed from the enumerator to the readers, and into checkpoints. */
@NullMarked
package org.etwflow.source.split;

import org.jspecify.annotations.NullMarked;
