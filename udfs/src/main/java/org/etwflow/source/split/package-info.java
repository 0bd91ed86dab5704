/**
 * Splits: ranges of buffers that the enumerator assigns to readers, and that are part of
 * checkpoints.
 */
@NullMarked
package org.etwflow.source.split;

import org.jspecify.annotations.NullMarked;
