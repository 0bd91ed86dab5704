package org.etwflow.flow;

import java.io.IOException;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes positive integers in Elias' gamma code: as many zeros as there are bits behind the first
 * one, then the number. A 1 takes one bit, a 2 or 3 three, and none an upper bound.
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
    for (int i = 0; i < behindFirst; i++) {
      writeBit(0);
    }
    for (int i = behindFirst; i >= 0; i--) {
      writeBit((int) (number >>> i) & 1);
    }
  }

  private void writeBit(final int bit) throws IOException {
    bits = bits << 1 | bit;
    if (--free == 0) {
      out.writeByte(bits);
      free = Byte.SIZE;
    }
  }

  /** Fills the last byte with zeros. */
  void flush() throws IOException {
    while (free < Byte.SIZE) {
      writeBit(0);
    }
  }
}
