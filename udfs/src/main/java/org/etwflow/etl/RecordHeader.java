package org.etwflow.etl;

import java.util.Arrays;

/**
 * Layout of record headers: a table indexed by {@code HeaderType}, byte 2 of the record. Byte 3 has
 * both bits of 0xC0 set, except in WPP messages, where it is 0x90.
 */
final class RecordHeader {

  /** Header type of bytes that are not a record, and table entry of unknown types. */
  static final byte NONE = -1;

  static final int SYSTEM_32 = 0x01;
  static final int SYSTEM_64 = 0x02;
  static final int COMPACT_32 = 0x03;
  static final int COMPACT_64 = 0x04;
  static final int FULL_32 = 0x0A;
  static final int INSTANCE_32 = 0x0B;
  static final int MESSAGE = 0x0F;
  static final int PERFINFO_32 = 0x10;
  static final int PERFINFO_64 = 0x11;
  static final int EVENT_32 = 0x12;
  static final int EVENT_64 = 0x13;
  static final int FULL_64 = 0x14;
  static final int INSTANCE_64 = 0x15;

  /** Alignment of records in a buffer. */
  static final int ALIGNMENT = 8;

  /** Maximum end of the timestamp in a record. */
  static final int MAX_TIMESTAMP_END = 24;

  /** Minimum size of a record: that of a WPP message without data. */
  static final int MIN_SIZE = 8;

  private static final int TYPES = 256;
  private static final byte[] HEADER_SIZE = new byte[TYPES];

  /** Whether the size is the first 16-bit field of the header; otherwise it is the third. */
  private static final boolean[] SIZE_IS_FIRST = new boolean[TYPES];

  private static final byte[] TIMESTAMP_AT = new byte[TYPES];
  private static final byte[] POINTER_SIZE = new byte[TYPES];
  private static final RecordKind[] KIND = new RecordKind[TYPES];

  static {
    Arrays.fill(HEADER_SIZE, NONE);
    define(SYSTEM_32, RecordKind.KERNEL, 32, 4, 16, 4);
    define(SYSTEM_64, RecordKind.KERNEL, 32, 4, 16, 8);
    define(COMPACT_32, RecordKind.KERNEL, 24, 4, 16, 4);
    define(COMPACT_64, RecordKind.KERNEL, 24, 4, 16, 8);
    define(PERFINFO_32, RecordKind.KERNEL, 16, 4, 8, 4);
    define(PERFINFO_64, RecordKind.KERNEL, 16, 4, 8, 8);
    define(FULL_32, RecordKind.CLASSIC, 48, 0, 16, 4);
    define(FULL_64, RecordKind.CLASSIC, 48, 0, 16, 8);
    define(INSTANCE_32, RecordKind.INSTANCE, 56, 0, 16, 4);
    define(INSTANCE_64, RecordKind.INSTANCE, 56, 0, 16, 8);
    define(EVENT_32, RecordKind.MANIFEST, 80, 0, 16, 4);
    define(EVENT_64, RecordKind.MANIFEST, 80, 0, 16, 8);
    define(MESSAGE, RecordKind.MESSAGE, 8, 0, NONE, 8);
  }

  private RecordHeader() {}

  private static void define(
      final int type,
      final RecordKind kind,
      final int headerSize,
      final int sizeAt,
      final int timestampAt,
      final int pointerSize) {
    KIND[type] = kind;
    HEADER_SIZE[type] = (byte) headerSize;
    SIZE_IS_FIRST[type] = sizeAt == 0;
    TIMESTAMP_AT[type] = (byte) timestampAt;
    POINTER_SIZE[type] = (byte) pointerSize;
  }

  /**
   * Header type of a record, or {@link #NONE} if the bytes are not a record.
   *
   * @param start the first eight bytes of the record; read once, since most records are skipped
   */
  static int typeOf(final long start) {
    final int flags = (int) (start >>> 24) & 0xFF;
    if ((flags & 0xC0) == 0xC0) {
      final int type = (int) (start >>> 16) & 0xFF;
      return HEADER_SIZE[type] == NONE ? NONE : type;
    }
    return flags == 0x90 ? MESSAGE : NONE;
  }

  static RecordKind kind(final int type) {
    return KIND[type];
  }

  static int headerSize(final int type) {
    return HEADER_SIZE[type];
  }

  /**
   * Size of a record in bytes, including its header, from its first eight bytes. The next record
   * depends on it, so both candidates are extracted before the table lookup.
   */
  static int recordSize(final long start, final int type) {
    final int first = (int) start & 0xFFFF;
    final int third = (int) (start >>> 32) & 0xFFFF;
    return SIZE_IS_FIRST[type] ? first : third;
  }

  /** Hook id of a {@link RecordKind#KERNEL} record: {@code group << 8 | type}. */
  static int hookId(final long start) {
    return (int) (start >>> 48);
  }

  static boolean hasTimestamp(final int type) {
    return TIMESTAMP_AT[type] != NONE;
  }

  static int timestampAt(final int type) {
    return TIMESTAMP_AT[type];
  }

  static int pointerSize(final int type) {
    return POINTER_SIZE[type];
  }

  /** Rounds a size up to the alignment of records and of extended items. */
  static int aligned(final int size) {
    return (size + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
