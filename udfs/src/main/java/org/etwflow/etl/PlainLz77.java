package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i32;
import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u8;

/**
 * Decompresses the Plain LZ77 format of [MS-XCA], section 2.4: what Windows calls XPRESS without
 * Huffman, and what compressed buffers hold.
 *
 * <p>Flags stand 32 together, highest first: 0 is a literal byte, 1 a match. A match is a u16, 13
 * bits of distance - 1 over 3 bits of length - 3. A length of 7 goes on in a half byte, which two
 * matches share; one of 15 there in a byte, one of 255 there in a u16, and a u16 of 0 in a u32.
 */
final class PlainLz77 {

  private static final int MIN_MATCH = 3;
  private static final int LENGTH_IN_MATCH = 7;
  private static final int LENGTH_IN_HALF_BYTE = 15;
  private static final int LENGTH_IN_BYTE = 255;

  private final byte[] in;
  private final int inEnd;
  private int inAt;
  private int sharedByteAt = -1;
  private int flagsLeft;

  /** Whether the last match gives more bytes than were wanted. */
  private boolean overran;

  private PlainLz77(final byte[] in, final int from, final int to) {
    this.in = in;
    this.inAt = from;
    this.inEnd = to;
  }

  /**
   * Decompresses all of the input to exactly as many bytes as are wanted.
   *
   * @param in compressed bytes, from {@code inFrom} to {@code inTo}
   * @param out where the bytes go, from {@code outFrom} to {@code outTo}
   * @return whether the one gives exactly the other; else one of them is damaged
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
   * Decompresses the first bytes, from the first bytes of the input.
   *
   * @return where the bytes end that could be had, at most {@code outTo}
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

  /** Stops early where the input ends or cannot be. */
  private int fill(final byte[] out, final int outFrom, final int outTo) {
    int outAt = outFrom;
    int flags = 0;
    while (outAt < outTo) {
      if (flagsLeft == 0) {
        if (inAt + Integer.BYTES > inEnd) {
          return outAt;
        }
        flags = i32(in, inAt);
        inAt += Integer.BYTES;
        flagsLeft = Integer.SIZE;
      }
      final boolean isMatch = flags < 0;
      flags <<= 1;
      flagsLeft--;
      if (!isMatch) {
        if (inAt >= inEnd) {
          return outAt;
        }
        out[outAt++] = in[inAt++];
        continue;
      }
      if (inAt + Short.BYTES > inEnd) {
        return outAt;
      }
      final int match = u16(in, inAt);
      inAt += Short.BYTES;
      final int distance = (match >>> 3) + 1;
      final int length = matchLength(match & LENGTH_IN_MATCH);
      if (length < MIN_MATCH || distance > outAt - outFrom) {
        return outAt;
      }
      overran = length > outTo - outAt;
      final int copied = overran ? outTo - outAt : length;
      copyMatch(out, outAt, distance, copied, outTo);
      outAt += copied;
    }
    return outAt;
  }

  private boolean isAtEnd() {
    return inAt == inEnd || (flagsLeft == 0 && endsInFlags());
  }

  /** A compressor that has just used up its flags ends with a word of 32 unused ones. */
  private boolean endsInFlags() {
    return inAt + Integer.BYTES == inEnd && i32(in, inAt) == -1;
  }

  /** At least 3; less where the input ends or the length does not fit. */
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

  /** The length less 3, not less what the shorter forms hold. */
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
    final boolean shouldHaveBeenShorter = length < LENGTH_IN_HALF_BYTE + LENGTH_IN_MATCH;
    return shouldHaveBeenShorter || length > Integer.MAX_VALUE - MIN_MATCH
        ? -1
        : length + MIN_MATCH;
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

  private static void copyMatch(
      final byte[] out, final int at, final int distance, final int length, final int outTo) {
    final int end = at + length;
    // Eight bytes at once where they do not overlap; a last step may write behind the match, where
    // the next bytes go anyway.
    if (distance >= Long.BYTES && end + Long.BYTES <= outTo) {
      for (int to = at; to < end; to += Long.BYTES) {
        LittleEndian.copyLong(out, to - distance, out, to);
      }
      return;
    }
    for (int to = at; to < end; to++) {
      out[to] = out[to - distance];
    }
  }
}
