package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writer of positive integers in Elias' gamma code: for n bits after the leading one, n zeros and
 * then the number. 1 takes one bit, 2 and 3 take three bits, and numbers have no upper bound.
 */
final class GammaWriter {

  private final DataOutputView out;

  /** Buffer of bits: the low-order bits are not yet written, the others are undefined. */
  private long bits;

  /** Number of unused bits in the buffer. */
  private int free = Long.SIZE;

  GammaWriter(final DataOutputView out) {
    this.out = out;
  }

  /**
   * Writes a number.
   *
   * @param number at least 1
   */
  void write(final long number) throws IOException {
    final int behindFirst = Long.SIZE - 1 - Long.numberOfLeadingZeros(number);
    writeBits(0, behindFirst);
    writeBits(number, behindFirst + 1);
  }

  /** Writes a number of at most {@code count} bits, up to 63. */
  private void writeBits(final long number, final int count) throws IOException {
    if (count < free) {
      bits = bits << count | number;
      free -= count;
      return;
    }
    final int left = count - free;
    out.writeLong(bits << free | number >>> left);
    bits = number;
    free = Long.SIZE - left;
  }

  /** Fills the last byte with zeros. */
  void flush() throws IOException {
    for (long rest = bits << free; free < Long.SIZE; free += Byte.SIZE) {
      out.writeByte((int) (rest >>> (Long.SIZE - Byte.SIZE)));
      rest <<= Byte.SIZE;
    }
    bits = 0;
    free = Long.SIZE;
  }
}
