package org.etwflow.testing;

import java.util.Arrays;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenTrace;

/** What happens to the bytes of a file. Places wrap round: any number stands for one. */
public sealed interface Damage {

  /** A copy of what is left of a trace's bytes, with this damage too. */
  byte[] in(WrittenTrace trace, byte[] left);

  /** The file ends. */
  record Cut(int place) implements Damage {
    @Override
    public byte[] in(final WrittenTrace trace, final byte[] left) {
      return Arrays.copyOf(left, Math.min(left.length, place % trace.bytes().length));
    }
  }

  /** Noise anywhere. */
  record Overwritten(int place, int length, long seed) implements Damage {
    @Override
    public byte[] in(final WrittenTrace trace, final byte[] left) {
      return overwritten(left, place % trace.bytes().length, Bytes.noise(length, seed));
    }
  }

  /** One byte again and again, such as the zeros of a lost sector. */
  record Filled(int place, int length, byte value) implements Damage {
    @Override
    public byte[] in(final WrittenTrace trace, final byte[] left) {
      final byte[] same = new byte[length];
      Arrays.fill(same, value);
      return overwritten(left, place % trace.bytes().length, same);
    }
  }

  /** A whole buffer of zeros. */
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

  /** Another value in 32 bits of a buffer's header, at an offset there. */
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
