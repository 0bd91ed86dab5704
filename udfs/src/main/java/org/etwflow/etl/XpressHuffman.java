package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.u8;

/**
 * Detects the LZ77+Huffman format ([MS-XCA], section 2.1), which Windows calls XPRESS Huffman; it
 * is not decompressed.
 *
 * <p>The format begins with the lengths of 512 codes, four bits each. For a complete code the sum
 * of {@code 2^-length} over all codes is exactly 1 (Kraft's equality); for random bytes it is about
 * 32.
 */
final class XpressHuffman {

  private static final int TABLE_SIZE = 256;
  private static final int MAX_CODE_LENGTH = 15;

  private XpressHuffman() {}

  /** Whether the bytes in a range are compressed in this format. */
  static boolean isCompressed(final byte[] bytes, final int from, final int to) {
    if (to - from <= TABLE_SIZE) {
      return false;
    }
    int sum = 0;
    for (int at = from; at < from + TABLE_SIZE; at++) {
      sum += share(u8(bytes, at) & 0xF) + share(u8(bytes, at) >>> 4);
    }
    return sum == 1 << MAX_CODE_LENGTH;
  }

  /** The term {@code 2^-length} of a code, in units of 2^-15; 0 for a length of 0: no code. */
  private static int share(final int codeLength) {
    return codeLength == 0 ? 0 : 1 << (MAX_CODE_LENGTH - codeLength);
  }
}
