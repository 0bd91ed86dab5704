package org.etwflow.testing;

import java.util.Arrays;
import java.util.List;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenTrace;

/** Damage to the bytes of a file. Positions are taken modulo the length: any number is valid. */
public sealed interface Damage {

  /** Returns a copy of the bytes with this damage. */
  byte[] in(WrittenTrace trace, byte[] left);

  /** Returns the bytes of a trace with several damages, one after the other. */
  static byte[] all(final List<Damage> damages, final WrittenTrace trace) {
    byte[] left = trace.bytes();
    for (final Damage damage : damages) {
      left = damage.in(trace, left);
    }
    return left;
  }

  /** End of the file. */
  record Cut(int place) implements Damage {
    @Override
    public byte[] in(final WrittenTrace trace, final byte[] left) {
      return Arrays.copyOf(left, Math.min(left.length, place % trace.bytes().length));
    }
  }

  /** Noise at any position. */
  record Overwritten(int place, int length, long seed) implements Damage {
    @Override
    public byte[] in(final WrittenTrace trace, final byte[] left) {
      return overwritten(left, place % trace.bytes().length, Bytes.noise(length, seed));
    }
  }

  /** One repeated byte, such as the zeros of a lost sector. */
  record Filled(int place, int length, byte value) implements Damage {
    @Override
    public byte[] in(final WrittenTrace trace, final byte[] left) {
      final byte[] same = new byte[length];
      Arrays.fill(same, value);
      return overwritten(left, place % trace.bytes().length, same);
    }
  }

  /** Whole buffer of zeros. */
  record Zeroed(int buffer) implements Damage {
    @Override
    public byte[] in(final WrittenTrace trace, final byte[] left) {
      if (trace.buffers().isEmpty()) {
        return left;
      }
      final WrittenBuffer hit = trace.buffers().get(buffer % trace.buffers().size());
      return overwritten(left, (int) hit.fileOffset(), new byte[hit.storedLength()]);
    }
  }

  /** Other 32-bit value at an offset in a buffer's header. */
  record Field(int buffer, int offset, int value) implements Damage {
    @Override
    public byte[] in(final WrittenTrace trace, final byte[] left) {
      final int number = buffer % (trace.buffers().size() + 1);
      final long header = number == 0 ? 0 : trace.buffers().get(number - 1).fileOffset();
      return overwritten(left, (int) header + offset, Bytes.bytes().u32(value).toArray());
    }
  }

  private static byte[] overwritten(final byte[] left, final int from, final byte[] by) {
    final byte[] copy = left.clone();
    if (from < copy.length) {
      System.arraycopy(by, 0, copy, from, Math.min(by.length, copy.length - from));
    }
    return copy;
  }
}
