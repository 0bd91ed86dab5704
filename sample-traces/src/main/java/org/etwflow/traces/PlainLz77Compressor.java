package org.etwflow.traces;

import java.util.Arrays;

/**
 * Compressor for Plain LZ77 (MS-XCA section 2.3), the format of compressed buffers.
 *
 * <p>The search is greedy, with one candidate per hash of three bytes: records of one kind repeat
 * at short distances, so a longer search gains little. Not thread-safe; allocates only in its
 * constructor.
 */
final class PlainLz77Compressor {

  private static final int MIN_MATCH = 3;
  private static final int MAX_DISTANCE = 1 << 13;
  private static final int HASH_BITS = 14;
  private static final int NONE = -1;
  private static final int FLAGS_SIZE = 4;

  /** Maximum number of bytes that one step writes: a match of the longest kind and new flags. */
  private static final int LARGEST_STEP = 2 + 1 + 1 + 2 + 4 + FLAGS_SIZE;

  private final int[] latest = new int[1 << HASH_BITS];

  private byte[] out = {};
  private int outAt;
  private int flags;
  private int flagCount;
  private int flagsAt;
  private int halfUsedAt;

  /**
   * Compresses a range.
   *
   * @param out receives the compressed bytes from {@code outAt} on
   * @return the number of bytes written, or -1 if {@code out} is too small
   */
  int compress(byte[] in, int from, int to, byte[] out, int outAt) {
    start(out, outAt);
    final int lastWord = to - Integer.BYTES;
    int at = from;
    while (at < to) {
      if (out.length - this.outAt < LARGEST_STEP) {
        return -1;
      }
      final int candidate = at <= lastWord ? candidate(in, from, at) : NONE;
      if (candidate == NONE) {
        literal(in[at++]);
        continue;
      }
      final int length = matchLength(in, candidate, at, to);
      match(at - candidate, length);
      index(in, at + 1, Math.min(at + length, lastWord + 1));
      at += length;
    }
    finish();
    return this.outAt - outAt;
  }

  private void start(byte[] target, int targetAt) {
    Arrays.fill(latest, NONE);
    out = target;
    flagsAt = targetAt;
    outAt = targetAt + FLAGS_SIZE;
    flags = 0;
    flagCount = 0;
    halfUsedAt = -1;
  }

  /** Indexes every other position: nearly as many matches are found, in less time. */
  private void index(byte[] in, int from, int to) {
    for (int at = from; at < to; at += 2) {
      latest[hash(LittleEndianWriter.getInt(in, at))] = at;
    }
  }

  /** An earlier position of the next three bytes, or {@link #NONE}. */
  private int candidate(byte[] in, int from, int at) {
    final int word = LittleEndianWriter.getInt(in, at);
    final int slot = hash(word);
    final int candidate = latest[slot];
    latest[slot] = at;
    final boolean isInReach = candidate >= from && at - candidate <= MAX_DISTANCE;
    if (!isInReach || (LittleEndianWriter.getInt(in, candidate) ^ word) << 8 != 0) {
      return NONE;
    }
    return candidate;
  }

  /** Hashes the first three of four bytes. */
  private static int hash(int word) {
    return ((word << 8) * 0x9E3779B1) >>> (32 - HASH_BITS);
  }

  /** Length of a match whose first three bytes are known to be equal. */
  private static int matchLength(byte[] in, int candidate, int at, int to) {
    int length = MIN_MATCH;
    while (at + length <= to - Long.BYTES) {
      final long difference =
          LittleEndianWriter.getLong(in, at + length)
              ^ LittleEndianWriter.getLong(in, candidate + length);
      if (difference != 0) {
        return length + (Long.numberOfTrailingZeros(difference) >>> 3);
      }
      length += Long.BYTES;
    }
    while (at + length < to && in[at + length] == in[candidate + length]) {
      length++;
    }
    return length;
  }

  private void literal(byte value) {
    out[outAt++] = value;
    flag(0);
  }

  private void match(int distance, int length) {
    final int rest = length - MIN_MATCH;
    LittleEndianWriter.putShort(out, outAt, ((distance - 1) << 3) | Math.min(rest, 7));
    outAt += 2;
    if (rest >= 7) {
      longLength(rest);
    }
    flag(1);
  }

  /**
   * Writes a nibble, shared by two matches in turn; then a byte; then the length in 16 or 32 bits.
   */
  private void longLength(int rest) {
    final int nibble = Math.min(rest - 7, 15);
    if (halfUsedAt < 0) {
      halfUsedAt = outAt;
      out[outAt++] = (byte) nibble;
    } else {
      out[halfUsedAt] |= (byte) (nibble << 4);
      halfUsedAt = -1;
    }
    if (nibble < 15) {
      return;
    }
    final int beyond = rest - 7 - 15;
    out[outAt++] = (byte) Math.min(beyond, 255);
    if (beyond < 255) {
      return;
    }
    final boolean fits = rest < 1 << 16;
    LittleEndianWriter.putShort(out, outAt, fits ? rest : 0);
    outAt += 2;
    if (!fits) {
      LittleEndianWriter.putInt(out, outAt, rest);
      outAt += 4;
    }
  }

  private void flag(int bit) {
    flags = flags << 1 | bit;
    flagCount++;
    if (flagCount < 32) {
      return;
    }
    LittleEndianWriter.putInt(out, flagsAt, flags);
    flagsAt = outAt;
    outAt += FLAGS_SIZE;
    flagCount = 0;
  }

  /** Fills the last flags with ones: a match flag without bytes marks the end of the input. */
  private void finish() {
    final int unused = 32 - flagCount;
    final int ones = unused == 32 ? -1 : (1 << unused) - 1;
    LittleEndianWriter.putInt(out, flagsAt, (unused == 32 ? 0 : flags << unused) | ones);
  }
}
