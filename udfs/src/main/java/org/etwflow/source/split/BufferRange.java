package org.etwflow.source.split;

import org.apache.flink.annotation.Internal;

/**
 * Range of buffers in a trace.
 *
 * <p>The ends of a range are usually known to be those of buffers. A range that was cut without
 * knowing the buffers has them at multiples of its stride instead: it consists of the buffers from
 * the first one at or after its start to the first one at or after its end, as {@link
 * org.etwflow.etl.BufferSync} finds them.
 *
 * @param offset start of the next buffer to read; a cut if {@code startsAtCut}
 * @param resumeOffset offset at which reading must start to find that buffer. It is smaller only if
 *     the buffer was found by searching after damage
 * @param end end of the range; {@link org.etwflow.etl.BufferReader#TO_END_OF_STREAM} if unknown
 *     before reading
 * @param stride distance of the cuts in bytes; 0 if both ends are ends of buffers
 * @param startsAtCut whether the first buffer must be searched
 */
@Internal
public record BufferRange(
    long offset, long resumeOffset, long end, long stride, boolean startsAtCut) {

  static BufferRange of(final long offset, final long end) {
    return new BufferRange(offset, offset, end, 0, false);
  }

  /** Creates a range that was cut at multiples of a number of bytes. */
  static BufferRange cut(final long offset, final long end, final long stride) {
    return new BufferRange(offset, offset, end, stride, offset > 0);
  }

  /** Whether an end may be within a buffer. */
  public boolean isCut() {
    return stride > 0;
  }

  /** Returns the range between two buffers of a cut one. */
  public BufferRange between(final long first, final long last) {
    return new BufferRange(first, startsAtCut ? first : resumeOffset, last, 0, false);
  }

  BufferRange startingAt(final long newOffset, final long newResumeOffset) {
    return new BufferRange(newOffset, newResumeOffset, end, stride, false);
  }
}
