package org.etwflow.source.split;

import org.apache.flink.annotation.Internal;

/**
 * Cuts of a file that were made without knowing its buffers. They stand for the first buffers at or
 * after them, which {@link org.etwflow.etl.BufferSync} finds.
 *
 * @param stride distance of the cuts in bytes, from the start of the file
 * @param bufferSize size of the buffers before compression, on which the search depends
 */
@Internal
public record Cuts(long stride, int bufferSize) {}
