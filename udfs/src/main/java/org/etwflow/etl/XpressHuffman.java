package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.u8;

/**
 * Recognises the LZ77+Huffman format of [MS-XCA], section 2.1: what Windows calls XPRESS with
 * Huffman. It is not decompressed here.
 *
 * <p>It begins with the lengths of 512 codes, four bits each. In a complete code the sum of {@code
 * 2^-length} over all codes is exactly 1, which for bytes of another kind is out of the question:
 * of random ones that sum is about 32.
 */
final class XpressHuffman {

  private static final int TABLE_SIZE = 256;
  private static final int MAX_CODE_LENGTH = 15;

  private XpressHuffman() {}

  /** Whether bytes from one offset to another are compressed in this format. */
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

  /** The share of all codes that begin with one of this length, in 2^-15; 0 for no code. */
  private static int share(final int codeLength) {
    return codeLength == 0 ? 0 : 1 << (MAX_CODE_LENGTH - codeLength);
  }
}
