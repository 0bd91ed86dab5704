package org.etwflow.etl;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.flink.annotation.PublicEvolving;

/** Reads the little-endian integers of a trace from a byte array, unsigned ones without a sign. */
@PublicEvolving
public final class LittleEndian {

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private LittleEndian() {}

  private static VarHandle view(final Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
  }

  /** 0 to 255. */
  public static int u8(final byte[] bytes, final int offset) {
    return bytes[offset] & 0xFF;
  }

  /** 0 to 65,535. */
  public static int u16(final byte[] bytes, final int offset) {
    return (short) SHORT.get(bytes, offset) & 0xFFFF;
  }

  /** 32 bits, signed or whatever the caller takes them for. */
  public static int i32(final byte[] bytes, final int offset) {
    return (int) INT.get(bytes, offset);
  }

  /** 0 to 2^32 - 1. */
  public static long u32(final byte[] bytes, final int offset) {
    return (int) INT.get(bytes, offset) & 0xFFFF_FFFFL;
  }

  /** 64 bits, signed or whatever the caller takes them for. */
  public static long i64(final byte[] bytes, final int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /** 0 to 65,535, in network order: the ports of a payload stand so. */
  public static int u16BigEndian(final byte[] bytes, final int offset) {
    return Short.reverseBytes((short) SHORT.get(bytes, offset)) & 0xFFFF;
  }

  /** 0 to 2^32 - 1, in network order: the IPv4 addresses of a payload stand so. */
  public static long u32BigEndian(final byte[] bytes, final int offset) {
    return Integer.reverseBytes((int) INT.get(bytes, offset)) & 0xFFFF_FFFFL;
  }

  static void putLong(final byte[] bytes, final int offset, final long value) {
    LONG.set(bytes, offset, value);
  }

  /** Eight bytes at once into eight others: how the decompressor copies a match. */
  static void copyLong(
      final byte[] from, final int fromOffset, final byte[] to, final int toOffset) {
    putLong(to, toOffset, i64(from, fromOffset));
  }
}
