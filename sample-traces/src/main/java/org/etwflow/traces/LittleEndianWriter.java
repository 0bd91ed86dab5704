package org.etwflow.traces;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Writes the scalar types of Windows structures into byte arrays. */
final class LittleEndianWriter {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle NETWORK_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle NETWORK_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle NETWORK_SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private LittleEndianWriter() {}

  static void putShort(byte[] bytes, int at, int value) {
    SHORT.set(bytes, at, (short) value);
  }

  static int getInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long getLong(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static void putLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  static void putPointer(byte[] bytes, int at, int pointerSize, long value) {
    if (pointerSize == 8) {
      putLong(bytes, at, value);
    } else {
      putInt(bytes, at, (int) value);
    }
  }

  /** Writes the 4 or 16 bytes of an address in network byte order. */
  static void putAddress(byte[] bytes, int at, IpAddress address) {
    if (address.isIpv6()) {
      NETWORK_LONG.set(bytes, at, address.high());
      NETWORK_LONG.set(bytes, at + 8, address.low());
    } else {
      NETWORK_INT.set(bytes, at, address.lastOctets());
    }
  }

  static void putPort(byte[] bytes, int at, int value) {
    NETWORK_SHORT.set(bytes, at, (short) value);
  }

  /**
   * Writes a GUID as Windows lays it out: three little-endian integers, then eight bytes in order.
   */
  static void putGuid(byte[] bytes, int at, UUID guid) {
    final long high = guid.getMostSignificantBits();
    putInt(bytes, at, (int) (high >>> 32));
    putShort(bytes, at + 4, (int) (high >>> 16));
    putShort(bytes, at + 6, (int) high);
    putLong(bytes, at + 8, Long.reverseBytes(guid.getLeastSignificantBits()));
  }

  /** Writes UTF-16 text with a terminating zero and returns its size in bytes. */
  static int putWideString(byte[] bytes, int at, String text) {
    final byte[] wide = text.getBytes(StandardCharsets.UTF_16LE);
    System.arraycopy(wide, 0, bytes, at, wide.length);
    putShort(bytes, at + wide.length, 0);
    return wide.length + 2;
  }

  /** Writes 8-bit text with a terminating zero and returns its size in bytes. */
  static int putNarrowString(byte[] bytes, int at, String text) {
    final byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(narrow, 0, bytes, at, narrow.length);
    bytes[at + narrow.length] = 0;
    return narrow.length + 1;
  }
}
