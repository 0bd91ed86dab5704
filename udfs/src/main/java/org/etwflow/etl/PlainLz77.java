package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i32;
import static org.etwflow.etl.LittleEndian.i64;
import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u8;

import org.jspecify.annotations.Nullable;

/**
 * Decompressor for Plain LZ77 ([MS-XCA], section 2.4), the format of compressed buffers; Windows
 * calls it XPRESS (without Huffman).
 *
 * <p>Flags come in groups of 32, highest bit first: 0 is a literal byte, 1 a match. A match is a
 * u16: 13 bits of distance - 1 above 3 bits of length - 3. A length of 7 continues in a half byte,
 * which two matches share; a half byte of 15 continues in a byte, a byte of 255 in a u16, a u16 of
 * 0 in a u32.
 */
final class PlainLz77 {

  private static final int MIN_MATCH = 3;
  private static final int LENGTH_IN_MATCH = 7;
  private static final int LENGTH_IN_HALF_BYTE = 15;
  private static final int LENGTH_IN_BYTE = 255;
  private static final int LENGTH_BITS = 3;

  /** Marker bit below the 32 flags. */
  private static final long END_OF_FLAGS = 1L << (Integer.SIZE - 1);

  /** Value of {@link #flags} when all flags are consumed: only the marker is left. */
  private static final long NO_FLAGS = Long.MIN_VALUE;

  /** Masks of the lowest bytes, by their number: a distance below eight. */
  private static final long[] MASKS = new long[Long.BYTES];

  /** Factors that repeat the lowest bytes up to eight, by distance. */
  private static final long[] REPEAT_FACTORS = new long[Long.BYTES];

  /** Smallest multiples of a distance that are at least eight, by distance. */
  private static final int[] STEPS = new int[Long.BYTES];

  static {
    for (int distance = 1; distance < Long.BYTES; distance++) {
      MASKS[distance] = (1L << (distance * Byte.SIZE)) - 1;
      for (int at = 0; at < Long.BYTES; at += distance) {
        REPEAT_FACTORS[distance] |= 1L << (at * Byte.SIZE);
        STEPS[distance] = at + distance;
      }
    }
  }

  private final byte[] in;
  private final int inEnd;
  private int inAt;
  private int sharedByteAt = -1;

  /** Remaining flags from the highest bit on, followed by {@link #END_OF_FLAGS} as their count. */
  private long flags = NO_FLAGS;

  /** Whether the last match is longer than the rest of the output. */
  private boolean overran;

  private PlainLz77(final byte[] in, final int from, final int to) {
    this.in = in;
    this.inAt = from;
    this.inEnd = to;
  }

  /**
   * Decompresses the whole input to an output of known size.
   *
   * @param in compressed bytes, from {@code inFrom} to {@code inTo}
   * @param out receives the decompressed bytes, from {@code outFrom} to {@code outTo}
   * @return whether the input decompresses to exactly that size; otherwise it is damaged
   */
  static boolean decompress(
      final byte[] in,
      final int inFrom,
      final int inTo,
      final byte[] out,
      final int outFrom,
      final int outTo) {
    final PlainLz77 lz77 = new PlainLz77(in, inFrom, inTo);
    return lz77.fill(out, outFrom, outTo) == outTo && !lz77.overran && lz77.isAtEnd();
  }

  /**
   * Decompresses the first bytes from the start of the input.
   *
   * @return end of the decompressed bytes in {@code out}, at most {@code outTo}
   */
  static int decompressStart(
      final byte[] in,
      final int inFrom,
      final int inTo,
      final byte[] out,
      final int outFrom,
      final int outTo) {
    return new PlainLz77(in, inFrom, inTo).fill(out, outFrom, outTo);
  }

  /**
   * Finds the end of the valid input without writing output, in time that depends on the input
   * alone.
   *
   * @param size expected decompressed size
   * @return {@code inTo} if the input is valid; less if it is damaged
   */
  static int validEnd(final byte[] in, final int inFrom, final int inTo, final int size) {
    final PlainLz77 lz77 = new PlainLz77(in, inFrom, inTo);
    final boolean isWhole = lz77.fill(null, 0, size) == size && !lz77.overran && lz77.isAtEnd();
    return isWhole ? inTo : Math.min(lz77.inAt, inTo - 1);
  }

  /**
   * Decompresses until the output is full; stops early where the input ends or is damaged.
   *
   * @param out null to check the input without writing output
   */
  private int fill(final byte @Nullable [] out, final int outFrom, final int outTo) {
    int outAt = outFrom;
    while (true) {
      final int wanted = Math.min(Long.numberOfLeadingZeros(flags), outTo - outAt);
      final int literals = Math.min(wanted, inEnd - inAt);
      copyLiterals(out, outAt, literals, outTo);
      inAt += literals;
      outAt += literals;
      flags <<= literals;
      if (outAt == outTo || literals < wanted) {
        return outAt;
      }
      if (flags == NO_FLAGS) {
        if (!readFlags()) {
          return outAt;
        }
        continue;
      }
      flags <<= 1;
      if (inAt + Short.BYTES > inEnd) {
        return outAt;
      }
      final int match = u16(in, inAt);
      inAt += Short.BYTES;
      final int distance = (match >>> LENGTH_BITS) + 1;
      final int length = matchLength(match & LENGTH_IN_MATCH);
      if (length < MIN_MATCH || distance > outAt - outFrom) {
        return outAt;
      }
      overran = length > outTo - outAt;
      final int copied = overran ? outTo - outAt : length;
      copyMatch(out, outAt, distance, copied, outTo);
      outAt += copied;
    }
  }

  private boolean readFlags() {
    if (inAt + Integer.BYTES > inEnd) {
      return false;
    }
    flags = (long) i32(in, inAt) << Integer.SIZE | END_OF_FLAGS;
    inAt += Integer.BYTES;
    return true;
  }

  /** Copies literals, mostly as eight bytes at once: later output overwrites the excess. */
  private void copyLiterals(
      final byte @Nullable [] out, final int at, final int count, final int outTo) {
    if (out == null) {
      return;
    }
    if (count <= Long.BYTES && inAt + Long.BYTES <= inEnd && at + Long.BYTES <= outTo) {
      LittleEndian.copyLong(in, inAt, out, at);
    } else {
      System.arraycopy(in, inAt, out, at, count);
    }
  }

  private boolean isAtEnd() {
    return inAt == inEnd || (flags == NO_FLAGS && endsInFlags());
  }

  /** Whether a last group of 32 unused flags ends the input, as after a full group of symbols. */
  private boolean endsInFlags() {
    return inAt + Integer.BYTES == inEnd && i32(in, inAt) == -1;
  }

  /** Length of a match, at least 3; negative if the input ends or the length does not fit. */
  private int matchLength(final int inMatch) {
    if (inMatch < LENGTH_IN_MATCH) {
      return inMatch + MIN_MATCH;
    }
    final int inHalfByte = nextHalfByte();
    if (inHalfByte < LENGTH_IN_HALF_BYTE) {
      return inHalfByte < 0 ? -1 : inHalfByte + LENGTH_IN_MATCH + MIN_MATCH;
    }
    if (inAt >= inEnd) {
      return -1;
    }
    final int inByte = u8(in, inAt++);
    if (inByte < LENGTH_IN_BYTE) {
      return inByte + LENGTH_IN_HALF_BYTE + LENGTH_IN_MATCH + MIN_MATCH;
    }
    return longMatchLength();
  }

  /** Length in 16 or 32 bits, which hold the length - 3 without deducting the shorter forms. */
  private int longMatchLength() {
    if (inAt + Short.BYTES > inEnd) {
      return -1;
    }
    int length = u16(in, inAt);
    inAt += Short.BYTES;
    if (length == 0) {
      if (inAt + Integer.BYTES > inEnd) {
        return -1;
      }
      length = i32(in, inAt);
      inAt += Integer.BYTES;
    }
    final boolean isTooShort = length < LENGTH_IN_HALF_BYTE + LENGTH_IN_MATCH;
    return isTooShort || length > Integer.MAX_VALUE - MIN_MATCH ? -1 : length + MIN_MATCH;
  }

  private int nextHalfByte() {
    if (sharedByteAt >= 0) {
      final int high = u8(in, sharedByteAt) >>> 4;
      sharedByteAt = -1;
      return high;
    }
    if (inAt >= inEnd) {
      return -1;
    }
    sharedByteAt = inAt;
    return u8(in, inAt++) & 0xF;
  }

  /**
   * Copies a match in steps of eight bytes; later output overwrites bytes written beyond its end. A
   * distance below eight repeats those bytes: a multiplication gives the first eight, and the
   * others are copied from the smallest multiple of the distance that is at least eight.
   */
  private static void copyMatch(
      final byte @Nullable [] out,
      final int at,
      final int distance,
      final int length,
      final int outTo) {
    if (out == null) {
      return;
    }
    final int end = at + length;
    if (end + Long.BYTES > outTo) {
      copyBytes(out, at, distance, end);
      return;
    }
    long first = i64(out, at - distance);
    int step = distance;
    if (distance < Long.BYTES) {
      first = (first & MASKS[distance]) * REPEAT_FACTORS[distance];
      step = STEPS[distance];
    }
    LittleEndian.putLong(out, at, first);
    for (int to = at + Long.BYTES; to < end; to += Long.BYTES) {
      LittleEndian.copyLong(out, to - step, out, to);
    }
  }

  private static void copyBytes(final byte[] out, final int at, final int distance, final int end) {
    for (int to = at; to < end; to++) {
      out[to] = out[to - distance];
    }
  }
}
