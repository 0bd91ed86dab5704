package org.etwflow.testing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * Writer of little-endian bytes. It is independent of the code under test, so that wrong offsets
 * there are found.
 */
public final class Bytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Bytes() {}

  public static Bytes bytes() {
    return new Bytes();
  }

  /** Parses pairs of hexadecimal digits, ignoring spaces. */
  public static byte[] hex(final String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** Returns bytes without a pattern, the same for the same seed. */
  public static byte[] noise(final int length, final long seed) {
    final byte[] noise = new byte[length];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  public static byte[] concat(final byte[]... parts) {
    return bytes().all(parts).toArray();
  }

  public Bytes u8(final int value) {
    out.write(value);
    return this;
  }

  public Bytes u16(final int value) {
    return u8(value).u8(value >>> 8);
  }

  public Bytes u32(final long value) {
    return u16((int) value).u16((int) (value >>> 16));
  }

  public Bytes u64(final long value) {
    return u32(value).u32(value >>> 32);
  }

  public Bytes u16BigEndian(final int value) {
    return u8(value >>> 8).u8(value);
  }

  public Bytes all(final byte[]... parts) {
    for (final byte[] part : parts) {
      out.writeBytes(part);
    }
    return this;
  }

  public Bytes guid(final String text) {
    final String digits = text.replace("-", "");
    return u32(Long.parseLong(digits.substring(0, 8), 16))
        .u16(Integer.parseInt(digits.substring(8, 12), 16))
        .u16(Integer.parseInt(digits.substring(12, 16), 16))
        .all(hex(digits.substring(16)));
  }

  /** Fills up to a length with one value; nothing if the length is already reached. */
  public Bytes fillTo(final int length, final int value) {
    final byte[] filling = new byte[Math.max(0, length - out.size())];
    Arrays.fill(filling, (byte) value);
    return all(filling);
  }

  /** Pads with zeros to the next multiple of 8, where a record may start. */
  public Bytes align() {
    return fillTo((out.size() + 7) / 8 * 8, 0);
  }

  public int size() {
    return out.size();
  }

  public byte[] toArray() {
    return out.toByteArray();
  }
}
