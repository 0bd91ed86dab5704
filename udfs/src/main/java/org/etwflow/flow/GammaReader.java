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
    while (readBit() == 0) {
      behindFirst++;
    }
    long number = 1;
    for (int i = 0; i < behindFirst; i++) {
      number = number << 1 | readBit();
    }
    return number;
  }

  private int readBit() throws IOException {
    if (left == 0) {
      bits = in.readUnsignedByte();
      left = Byte.SIZE;
    }
    return bits >>> --left & 1;
  }
}
