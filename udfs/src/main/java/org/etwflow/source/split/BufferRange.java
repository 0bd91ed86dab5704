package org.etwflow.source.split;

import org.apache.flink.annotation.Internal;

/**
 * Where the buffers of a split stand in their trace.
 *
 * @param offset where the first buffer begins that is still to be read
 * @param resumeOffset where reading has to begin to find that buffer: before it only if a search
 *     behind damage has led there
 * @param end where the range ends; {@link org.etwflow.etl.BufferReader#TO_END_OF_STREAM} if only
 *     reading shows it
 */
@Internal
public record BufferRange(long offset, long resumeOffset, long end) {

  static BufferRange of(final long offset, final long end) {
    return new BufferRange(offset, offset, end);
  }

  BufferRange startingAt(final long newOffset, final long newResumeOffset) {
    return new BufferRange(newOffset, newResumeOffset, end);
  }
}
