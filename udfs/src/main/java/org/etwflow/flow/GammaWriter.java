package org.etwflow.flow;

import java.io.IOException;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes positive integers in Elias' gamma code: as many zeros as there are bits behind the first
 * one, then the number. A 1 takes one bit, a 2 or 3 three, and none an upper bound. Bits of a
 * number that such a code says nothing about can stand between.
 */
final class GammaWriter {

  private final DataOutputView out;
  private int bits;
  private int free = Byte.SIZE;

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

  /**
   * Writes the lowest bits of a number as they are.
   *
   * @param count 0 to 64
   */
  void writeBits(final long number, final int count) throws IOException {
    int left = count;
    while (left > 0) {
      final int taken = Math.min(left, free);
      left -= taken;
      free -= taken;
      final int mask = (1 << taken) - 1;
      bits = bits << taken | ((int) (number >>> left) & mask);
      if (free == 0) {
        out.writeByte(bits);
        free = Byte.SIZE;
      }
    }
  }

  /** Fills the last byte with zeros. */
  void flush() throws IOException {
    writeBits(0, free % Byte.SIZE);
  }
}
