package org.etwflow.flow;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;

/** Reads what a {@link GammaWriter} has written, and no byte more. */
final class GammaReader {

  private final DataInputView in;
  private int bits;
  private int left;

  GammaReader(final DataInputView in) {
    this.in = in;
  }

  long read() throws IOException {
    int behindFirst = 0;
    while (readBits(1) == 0) {
      behindFirst++;
    }
    return 1L << behindFirst | readBits(behindFirst);
  }

  /**
   * Reads bits as they are.
   *
   * @param count 0 to 64
   */
  long readBits(final int count) throws IOException {
    long number = 0;
    int wanted = count;
    while (wanted > 0) {
      if (left == 0) {
        bits = in.readUnsignedByte();
        left = Byte.SIZE;
      }
      final int taken = Math.min(wanted, left);
      wanted -= taken;
      left -= taken;
      final int mask = (1 << taken) - 1;
      number = number << taken | (bits >>> left & mask);
    }
    return number;
  }
}
