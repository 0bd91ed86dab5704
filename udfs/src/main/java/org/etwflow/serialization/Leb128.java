package org.etwflow.serialization;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Variable-length encoding of integers: each byte has seven bits of the number, lowest first, and
 * one bit that is set if another byte follows (unsigned LEB128, DWARF 5, 7.6). Signed numbers are
 * written in zigzag code, so that small ones of either sign take few bytes.
 */
@Internal
public final class Leb128 {

  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private Leb128() {}

  /** Writes a number, which is small if it takes few bits. */
  public static void write(final long number, final DataOutputView out) throws IOException {
    long rest = number;
    while (rest >>> BITS != 0) {
      out.writeByte((int) rest | MORE);
      rest >>>= BITS;
    }
    out.writeByte((int) rest);
  }

  /** Reads a number written by {@link #write}. */
  public static long read(final DataInputView in) throws IOException {
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

  /** Writes a number, which is small if it is close to 0. */
  public static void writeSigned(final long number, final DataOutputView out) throws IOException {
    write(number << 1 ^ number >> (Long.SIZE - 1), out);
  }

  /** Reads a number written by {@link #writeSigned}. */
  public static long readSigned(final DataInputView in) throws IOException {
    final long zigzag = read(in);
    return zigzag >>> 1 ^ -(zigzag & 1);
  }
}
