package org.etwflow.testing;

import static org.etwflow.testing.Bytes.bytes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writer of Plain LZ77 streams, symbol by symbol as in [MS-XCA], which also keeps the plain bytes.
 * The implementation is simple, so that both serve as the reference for a decompressor.
 */
public final class Lz77Stream {

  private static final int MIN_MATCH = 3;
  private static final int FLAGS = 32;

  private final List<Symbol> symbols = new ArrayList<>();
  private final List<Byte> plain = new ArrayList<>();
  private byte[] halfFilled;

  /** Literal or match: its bytes, except for a half byte shared with another match. */
  private record Symbol(boolean isMatch, List<byte[]> parts) {}

  public static Lz77Stream stream() {
    return new Lz77Stream();
  }

  /** Compresses bytes with matches at distance 16. */
  public static Lz77Stream of(final byte[] bytes) {
    final Lz77Stream stream = stream();
    for (int at = 0; at < bytes.length; ) {
      final int distance = Math.min(at, 16);
      final int matching =
          distance == 0
              ? 0
              : Arrays.mismatch(
                  bytes, at, bytes.length, bytes, at - distance, bytes.length - distance);
      final int length = matching < 0 ? bytes.length - at : matching;
      if (length >= MIN_MATCH) {
        stream.match(distance, length);
        at += length;
      } else {
        stream.literals(bytes[at]);
        at++;
      }
    }
    return stream;
  }

  public Lz77Stream literals(final byte... bytes) {
    for (final byte literal : bytes) {
      symbols.add(new Symbol(false, List.of(new byte[] {literal})));
      plain.add(literal);
    }
    return this;
  }

  /** Adds a match in the shortest form for its length. */
  public Lz77Stream match(final int distance, final int length) {
    final int rest = length - MIN_MATCH;
    final int inWord = Math.min(rest, 7);
    final List<byte[]> parts = new ArrayList<>();
    parts.add(bytes().u16((distance - 1) * 8 + inWord).toArray());
    if (inWord == 7) {
      addHalfByte(Math.min(rest - 7, 15), parts);
    }
    if (rest >= 7 + 15) {
      parts.add(longLength(rest));
    }
    symbols.add(new Symbol(true, parts));
    for (int i = 0; i < length; i++) {
      plain.add(plain.get(plain.size() - distance));
    }
    return this;
  }

  private static byte[] longLength(final int rest) {
    final int inByte = rest - 7 - 15;
    if (inByte < 255) {
      return bytes().u8(inByte).toArray();
    }
    return rest <= 0xFFFF
        ? bytes().u8(255).u16(rest).toArray()
        : bytes().u8(255).u16(0).u32(rest).toArray();
  }

  /**
   * Adds a half byte: the first of two is the low half of a new byte, the second the high half of
   * it.
   */
  private void addHalfByte(final int value, final List<byte[]> parts) {
    if (halfFilled == null) {
      halfFilled = new byte[] {(byte) value};
      parts.add(halfFilled);
    } else {
      halfFilled[0] |= (byte) (value << 4);
      halfFilled = null;
    }
  }

  /** The stream: groups of 32 flags before their symbols, with unused flags set. */
  public byte[] compressed() {
    final Bytes out = bytes();
    int from = 0;
    do {
      final List<Symbol> group = symbols.subList(from, Math.min(from + FLAGS, symbols.size()));
      out.u32(flags(group));
      group.forEach(symbol -> symbol.parts().forEach(out::all));
      from += FLAGS;
    } while (from < symbols.size());
    return out.toArray();
  }

  private static long flags(final List<Symbol> group) {
    long flags = 0;
    for (int i = 0; i < FLAGS; i++) {
      flags = flags * 2 + (i >= group.size() || group.get(i).isMatch() ? 1 : 0);
    }
    return flags;
  }

  /** The decompressed bytes. */
  public byte[] plain() {
    final byte[] bytes = new byte[plain.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = plain.get(i);
    }
    return bytes;
  }
}
