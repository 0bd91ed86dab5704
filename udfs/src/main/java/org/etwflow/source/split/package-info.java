/**
 * Splits: ranges of buffers that the enumerator assigns to readers, and that are part of
 * checkpoints.
 */
package org.etwflow.source.split;
