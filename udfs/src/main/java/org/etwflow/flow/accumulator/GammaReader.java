package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;

/** Reader of the output of {@link GammaWriter}. It never reads past the last byte of it. */
final class GammaReader {

  private final DataInputView in;
  private int bits;
  private int left;

  GammaReader(final DataInputView in) {
    this.in = in;
  }

  long read() throws IOException {
    int behindFirst = 0;
    while (unread() == 0) {
      behindFirst += left;
      next();
    }
    final int zeros = left - Integer.SIZE + Integer.numberOfLeadingZeros(unread());
    behindFirst += zeros;
    left -= zeros + 1;
    return 1L << behindFirst | readBits(behindFirst);
  }

  private int unread() {
    return bits & ((1 << left) - 1);
  }

  private void next() throws IOException {
    bits = in.readUnsignedByte();
    left = Byte.SIZE;
  }

  private long readBits(final int count) throws IOException {
    long number = 0;
    int wanted = count;
    while (wanted > 0) {
      if (left == 0) {
        next();
      }
      final int taken = Math.min(wanted, left);
      number = number << taken | (unread() >>> (left - taken));
      wanted -= taken;
      left -= taken;
    }
    return number;
  }
}
