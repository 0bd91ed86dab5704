package org.etwflow.etl;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.flink.annotation.PublicEvolving;

/** Reads integers of a trace from a byte array: u8, u16 and u32 are unsigned. */
@PublicEvolving
public final class LittleEndian {

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private LittleEndian() {}

  private static VarHandle view(final Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads an unsigned byte: 0 to 255. */
  public static int u8(final byte[] bytes, final int offset) {
    return bytes[offset] & 0xFF;
  }

  /** Reads 16 unsigned bits: 0 to 65,535. */
  public static int u16(final byte[] bytes, final int offset) {
    return (short) SHORT.get(bytes, offset) & 0xFFFF;
  }

  /** Reads 32 bits as a signed integer or bit pattern. */
  public static int i32(final byte[] bytes, final int offset) {
    return (int) INT.get(bytes, offset);
  }

  /** Reads 32 unsigned bits: 0 to 2^32 - 1. */
  public static long u32(final byte[] bytes, final int offset) {
    return (int) INT.get(bytes, offset) & 0xFFFF_FFFFL;
  }

  /** Reads 64 bits as a signed integer or bit pattern. */
  public static long i64(final byte[] bytes, final int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /** Reads 16 unsigned bits in network byte order, as for ports: 0 to 65,535. */
  public static int u16BigEndian(final byte[] bytes, final int offset) {
    return Short.reverseBytes((short) SHORT.get(bytes, offset)) & 0xFFFF;
  }

  /** Reads 32 unsigned bits in network byte order, as for IPv4 addresses: 0 to 2^32 - 1. */
  public static long u32BigEndian(final byte[] bytes, final int offset) {
    return Integer.reverseBytes((int) INT.get(bytes, offset)) & 0xFFFF_FFFFL;
  }

  static void putLong(final byte[] bytes, final int offset, final long value) {
    LONG.set(bytes, offset, value);
  }

  /** Copies eight bytes at once. */
  static void copyLong(
      final byte[] from, final int fromOffset, final byte[] to, final int toOffset) {
    putLong(to, toOffset, i64(from, fromOffset));
  }
}
