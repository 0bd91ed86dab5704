package org.etwflow.source.split;

import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Range of buffers in a trace.
 *
 * @param offset start of the next buffer to read; a cut if {@code startsAtCut}
 * @param resumeOffset offset at which reading must start to find that buffer. It is smaller only if
 *     the buffer was found by searching after damage
 * @param end end of the range; {@link org.etwflow.etl.BufferReader#TO_END_OF_STREAM} if unknown
 *     before reading
 * @param startsAtCut whether the first buffer must be searched
 * @param cuts cuts of the file if the end is one of them, or the end of the file; null if the end
 *     is that of a buffer
 */
@Internal
public record BufferRange(
    long offset, long resumeOffset, long end, boolean startsAtCut, @Nullable Cuts cuts) {

  static BufferRange of(final long offset, final long end) {
    return new BufferRange(offset, offset, end, false, null);
  }

  static BufferRange cut(final long offset, final long end, final Cuts cuts) {
    return new BufferRange(offset, offset, end, offset > 0, cuts);
  }

  /** Returns the same range from buffer to buffer. */
  public BufferRange between(final long first, final long last) {
    return new BufferRange(first, startsAtCut ? first : resumeOffset, last, false, null);
  }

  BufferRange startingAt(final long newOffset, final long newResumeOffset) {
    return new BufferRange(newOffset, newResumeOffset, end, false, cuts);
  }
}
