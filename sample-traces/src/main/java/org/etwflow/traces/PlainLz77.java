package org.etwflow.traces;

import java.util.Arrays;

/**
 * Compresses with Plain LZ77 of MS-XCA (section 2.3 there), the format of compressed buffers.
 *
 * <p>Greedy, with one candidate for each hash of three bytes: records of one kind repeat at short
 * distances, so a longer search gains little. Not thread-safe; nothing is allocated after
 * construction.
 */
final class PlainLz77 {

  private static final int MIN_MATCH = 3;
  private static final int MAX_DISTANCE = 1 << 13;
  private static final int HASH_BITS = 14;
  private static final int FLAGS_SIZE = 4;

  /** Most bytes that one step can write: a match with its longest length, and new flags. */
  private static final int LARGEST_STEP = 2 + 1 + 1 + 2 + 4 + FLAGS_SIZE;

  private final int[] latest = new int[1 << HASH_BITS];

  private byte[] out;
  private int outAt;
  private int flags;
  private int flagCount;
  private int flagsAt;
  private int halfUsedAt;

  /**
   * Compresses a range.
   *
   * @param out receives the result from {@code outAt} on, at most up to its end
   * @return the bytes written, or -1 if they do not fit
   */
  int compress(byte[] in, int from, int to, byte[] out, int outAt) {
    start(out, outAt);
    int at = from;
    while (at < to) {
      if (out.length - this.outAt < LARGEST_STEP) {
        return -1;
      }
      final int candidate = at + MIN_MATCH <= to ? replaceLatest(in, at) : -1;
      final int length = matchLength(in, candidate, at, from, to);
      if (length < MIN_MATCH) {
        literal(in[at++]);
        continue;
      }
      match(at - candidate, length);
      remember(in, at + 1, Math.min(at + length, to - MIN_MATCH + 1));
      at += length;
    }
    finish();
    return this.outAt - outAt;
  }

  private void start(byte[] target, int targetAt) {
    Arrays.fill(latest, -1);
    out = target;
    flagsAt = targetAt;
    outAt = targetAt + FLAGS_SIZE;
    flags = 0;
    flagCount = 0;
    halfUsedAt = -1;
  }

  private void remember(byte[] in, int from, int to) {
    for (int at = from; at < to; at++) {
      latest[hash(in, at)] = at;
    }
  }

  private int replaceLatest(byte[] in, int at) {
    final int slot = hash(in, at);
    final int candidate = latest[slot];
    latest[slot] = at;
    return candidate;
  }

  private static int hash(byte[] in, int at) {
    final int three = (in[at] & 0xFF) | (in[at + 1] & 0xFF) << 8 | (in[at + 2] & 0xFF) << 16;
    return (three * 0x9E3779B1) >>> (32 - HASH_BITS);
  }

  private static int matchLength(byte[] in, int candidate, int at, int from, int to) {
    if (candidate < from || at - candidate > MAX_DISTANCE) {
      return 0;
    }
    final int differsAt = Arrays.mismatch(in, candidate, candidate + to - at, in, at, to);
    return differsAt < 0 ? to - at : differsAt;
  }

  private void literal(byte value) {
    out[outAt++] = value;
    flag(0);
  }

  private void match(int distance, int length) {
    final int rest = length - MIN_MATCH;
    LittleEndian.putShort(out, outAt, ((distance - 1) << 3) | Math.min(rest, 7));
    outAt += 2;
    if (rest >= 7) {
      longLength(rest);
    }
    flag(1);
  }

  /** A nibble, shared by two matches in turn; then a byte; then 16 or 32 bits of the whole. */
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
    LittleEndian.putShort(out, outAt, fits ? rest : 0);
    outAt += 2;
    if (!fits) {
      LittleEndian.putInt(out, outAt, rest);
      outAt += 4;
    }
  }

  private void flag(int bit) {
    flags = flags << 1 | bit;
    flagCount++;
    if (flagCount < 32) {
      return;
    }
    LittleEndian.putInt(out, flagsAt, flags);
    flagsAt = outAt;
    outAt += FLAGS_SIZE;
    flagCount = 0;
  }

  /** What is left of the last flags is 1s: a match without bytes, which ends the input. */
  private void finish() {
    final int unused = 32 - flagCount;
    final int ones = unused == 32 ? -1 : (1 << unused) - 1;
    LittleEndian.putInt(out, flagsAt, (unused == 32 ? 0 : flags << unused) | ones);
  }
}
