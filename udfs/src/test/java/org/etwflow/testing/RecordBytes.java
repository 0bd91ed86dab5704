package org.etwflow.testing;

import static org.etwflow.testing.Bytes.bytes;

/**
 * Bytes of records of every kind. Thread and process ID in their headers are invalid, as often in
 * real traces, so that code which uses them in place of those in the payload fails.
 */
public final class RecordBytes {

  private static final int MARK = 0xC0;
  private static final int MESSAGE_MARK = 0x90;
  private static final long NOBODY = 0xFFFF_FFFFL;

  private RecordBytes() {}

  /** {@code SYSTEM_TRACE_HEADER}: header type 1 or 2. */
  public static byte[] system(
      final int headerType,
      final int version,
      final int hook,
      final long time,
      final byte... payload) {
    return kernel(headerType, version, 32 + payload.length, hook)
        .u32(NOBODY)
        .u32(NOBODY)
        .u64(time)
        .u64(0)
        .all(payload)
        .toArray();
  }

  /** {@code SYSTEM_TRACE_HEADER} without its two processor times: header type 3 or 4. */
  public static byte[] compact(
      final int headerType,
      final int version,
      final int hook,
      final long time,
      final byte... payload) {
    return kernel(headerType, version, 24 + payload.length, hook)
        .u32(NOBODY)
        .u32(NOBODY)
        .u64(time)
        .all(payload)
        .toArray();
  }

  /**
   * {@code PERFINFO_TRACE_HEADER}: header type 0x10 or 0x11. Extensions declared by the version are
   * the first bytes of the payload.
   */
  public static byte[] perfinfo(
      final int headerType,
      final int version,
      final int hook,
      final long time,
      final byte... payload) {
    return kernel(headerType, version, 16 + payload.length, hook).u64(time).all(payload).toArray();
  }

  private static Bytes kernel(
      final int headerType, final int version, final int size, final int hook) {
    return bytes().u16(version).u8(headerType).u8(MARK).u16(size).u16(hook);
  }

  /** {@code EVENT_TRACE_HEADER}: header type 0x0A or 0x14. */
  public static byte[] classic(
      final int headerType,
      final String guid,
      final int type,
      final int version,
      final long time,
      final byte... payload) {
    return traced(48 + payload.length, headerType, type, version, time)
        .guid(guid)
        .u64(0)
        .all(payload)
        .toArray();
  }

  /** {@code EVENT_INSTANCE_HEADER}: header type 0x0B or 0x15. */
  public static byte[] instance(
      final int headerType,
      final int type,
      final int version,
      final long time,
      final byte... payload) {
    return traced(56 + payload.length, headerType, type, version, time)
        .u64(0)
        .u32(1)
        .u32(2)
        .u64(0)
        .u64(0)
        .all(payload)
        .toArray();
  }

  private static Bytes traced(
      final int size, final int headerType, final int type, final int version, final long time) {
    return bytes()
        .u16(size)
        .u8(headerType)
        .u8(MARK)
        .u8(type)
        .u8(0)
        .u16(version)
        .u32(NOBODY)
        .u32(NOBODY)
        .u64(time);
  }

  /**
   * {@code EVENT_HEADER} of a 64-bit process; extended items are the first bytes of the payload.
   */
  public static byte[] manifest(
      final String guid,
      final int id,
      final int version,
      final int flags,
      final long time,
      final byte... payload) {
    return manifest(0x13, guid, id, version, flags, time, payload);
  }

  /** {@code EVENT_HEADER}: header type 0x12 or 0x13. */
  public static byte[] manifest(
      final int headerType,
      final String guid,
      final int id,
      final int version,
      final int flags,
      final long time,
      final byte... payload) {
    return bytes()
        .u16(80 + payload.length)
        .u8(headerType)
        .u8(MARK)
        .u16(flags)
        .u16(0)
        .u32(NOBODY)
        .u32(NOBODY)
        .u64(time)
        .guid(guid)
        .u16(id)
        .u8(version)
        .u8(0)
        .u8(4)
        .u8(0)
        .u16(0)
        .u64(0)
        .u64(0)
        .u64(0)
        .u64(0)
        .all(payload)
        .toArray();
  }

  /** {@code EVENT_HEADER} of a classic event: header type 0x12 or 0x13. */
  public static byte[] classicEvent(
      final int headerType,
      final String guid,
      final int type,
      final int version,
      final long time,
      final byte... payload) {
    final byte[] record = manifest(headerType, guid, 0, version, 0x0100, time, payload);
    record[45] = (byte) type;
    return record;
  }

  /** WPP message: byte 2 is a number of parts, not a header type. */
  public static byte[] message(final int byte2, final byte... payload) {
    return bytes().u16(8 + payload.length).u8(byte2).u8(MESSAGE_MARK).u32(0).all(payload).toArray();
  }

  /** Extended data item before the payload of a manifest event, with a valid or invalid size. */
  public static byte[] extendedItem(
      final int size, final boolean anotherFollows, final byte... data) {
    return bytes()
        .u16(size)
        .u16(5)
        .u16(anotherFollows ? 1 : 0)
        .u16(data.length)
        .all(data)
        .align()
        .toArray();
  }
}
