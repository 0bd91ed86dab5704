package org.etwflow.source.split;

import org.apache.flink.annotation.Internal;

/**
 * Range of buffers in a trace.
 *
 * @param offset start of the next buffer to read
 * @param resumeOffset offset at which reading must start to find that buffer. It is smaller only if
 *     the buffer was found by searching after damage
 * @param end end of the range; {@link org.etwflow.etl.BufferReader#TO_END_OF_STREAM} if unknown
 *     before reading
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
