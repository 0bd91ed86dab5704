package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i32;
import static org.etwflow.etl.LittleEndian.i64;
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
  private static final int LENGTH_BITS = 3;

  /** Behind 32 flags. */
  private static final long END_OF_FLAGS = 1L << (Integer.SIZE - 1);

  /** No flag in front of it. */
  private static final long USED_UP = Long.MIN_VALUE;

  /** By distance, below eight: a mask of so many bytes. */
  private static final long[] ONCE = new long[Long.BYTES];

  /** By distance: the factor that repeats so many bytes up to eight. */
  private static final long[] REPEATED = new long[Long.BYTES];

  /** By distance: its first multiple from eight on. */
  private static final int[] MULTIPLE = new int[Long.BYTES];

  static {
    for (int distance = 1; distance < Long.BYTES; distance++) {
      ONCE[distance] = (1L << (distance * Byte.SIZE)) - 1;
      for (int at = 0; at < Long.BYTES; at += distance) {
        REPEATED[distance] |= 1L << (at * Byte.SIZE);
        MULTIPLE[distance] = at + distance;
      }
    }
  }

  private final byte[] in;
  private final int inEnd;
  private int inAt;
  private int sharedByteAt = -1;

  /** From the highest bit on, and behind them {@link #END_OF_FLAGS}: no other count is needed. */
  private long flags = USED_UP;

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

  /**
   * Finds out how far the input is sound, without making what it decompresses to: in time that
   * depends on the input alone.
   *
   * @param size of what it should decompress to
   * @return {@code inTo} if it does; less if it is damaged
   */
  static int soundTo(final byte[] in, final int inFrom, final int inTo, final int size) {
    final PlainLz77 lz77 = new PlainLz77(in, inFrom, inTo);
    final boolean isWhole = lz77.fill(null, 0, size) == size && !lz77.overran && lz77.isAtEnd();
    return isWhole ? inTo : Math.min(lz77.inAt, inTo - 1);
  }

  /**
   * Decompresses until the output is full; stops early where the input ends or is damaged.
   *
   * @param out null if nothing is to be made, but the input be checked
   */
  private int fill(final byte[] out, final int outFrom, final int outTo) {
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
      if (flags == USED_UP) {
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

  /** Eight bytes whatever their number, which is mostly less: the next ones go there anyway. */
  private void copyLiterals(final byte[] out, final int at, final int count, final int outTo) {
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
    return inAt == inEnd || (flags == USED_UP && endsInFlags());
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

  /**
   * Eight bytes at once; a last step may write behind the match, where the next bytes go anyway. A
   * match of fewer bytes than that repeats them: the first eight are made by a factor, and those
   * behind are the same as at the distance's first multiple from eight on.
   */
  private static void copyMatch(
      final byte[] out, final int at, final int distance, final int length, final int outTo) {
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
      first = (first & ONCE[distance]) * REPEATED[distance];
      step = MULTIPLE[distance];
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
