package org.etwflow.fuzz;

import java.util.Arrays;

/** Growable array of bytes. Ranges are clipped to the content: any position and length is valid. */
final class MutableBytes {

  /** Maximum length, which limits the size of inputs. Insertions beyond it are ignored. */
  private static final int MAX_LENGTH = 1 << 20;

  private byte[] bytes;
  private int length;

  MutableBytes(final byte[] initial) {
    bytes = initial.clone();
    length = initial.length;
  }

  int length() {
    return length;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  int get(final int at) {
    return at < length ? bytes[at] & 0xFF : 0;
  }

  void set(final int at, final int value) {
    if (at < length) {
      bytes[at] = (byte) value;
    }
  }

  /** Reads a little-endian number of {@code width} bytes. */
  long number(final int at, final int width) {
    long number = 0;
    for (int index = width - 1; index >= 0; index--) {
      number = number << Byte.SIZE | get(at + index);
    }
    return number;
  }

  void setNumber(final int at, final int width, final long value) {
    for (int index = 0; index < width; index++) {
      set(at + index, (int) (value >>> (index * Byte.SIZE)));
    }
  }

  void fill(final int at, final int count, final int value) {
    Arrays.fill(bytes, Math.min(at, length), end(at, count), (byte) value);
  }

  byte[] copy(final int at, final int count) {
    return Arrays.copyOfRange(bytes, Math.min(at, length), end(at, count));
  }

  void overwrite(final int at, final byte[] by) {
    final int from = Math.min(at, length);
    System.arraycopy(by, 0, bytes, from, Math.min(by.length, length - from));
  }

  void insert(final int at, final byte[] what) {
    replace(at, 0, what);
  }

  void delete(final int at, final int count) {
    replace(at, count, new byte[0]);
  }

  void truncate(final int newLength) {
    length = Math.min(length, newLength);
  }

  /** Replaces a range by bytes of any length. */
  void replace(final int at, final int count, final byte[] by) {
    final int from = Math.min(at, length);
    final int to = end(at, count);
    final int newLength = from + by.length + length - to;
    if (newLength > MAX_LENGTH) {
      return;
    }
    final byte[] target = newLength <= bytes.length ? bytes : Arrays.copyOf(bytes, newLength);
    System.arraycopy(bytes, to, target, from + by.length, length - to);
    System.arraycopy(by, 0, target, from, by.length);
    bytes = target;
    length = newLength;
  }

  private int end(final int at, final int count) {
    return (int) Math.min(length, Math.max(0L, (long) at + count));
  }
}
