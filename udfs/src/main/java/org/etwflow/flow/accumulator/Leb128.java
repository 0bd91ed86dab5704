package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Variable-length encoding of integers: each byte has seven bits of the number, lowest first, and
 * one bit that is set if another byte follows (unsigned LEB128, DWARF 5, 7.6).
 */
final class Leb128 {

  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private Leb128() {}

  static void write(final long number, final DataOutputView out) throws IOException {
    long rest = number;
    while (rest >>> BITS != 0) {
      out.writeByte((int) rest | MORE);
      rest >>>= BITS;
    }
    out.writeByte((int) rest);
  }

  static long read(final DataInputView in) throws IOException {
    long number = 0;
    int shift = 0;
    byte read = in.readByte();
    while (read < 0) {
      number |= (long) (read & (MORE - 1)) << shift;
      shift += BITS;
      read = in.readByte();
    }
    return number | (long) read << shift;
  }
}
