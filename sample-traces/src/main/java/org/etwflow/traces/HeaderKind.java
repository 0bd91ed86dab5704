package org.etwflow.traces;

/** Record headers, each with a 32-bit and a 64-bit type code. */
public enum HeaderKind {
  /** SYSTEM_TRACE_HEADER, of the kernel logger. */
  SYSTEM(32, 16, 4, 0x01, 0x02),
  /** SYSTEM_TRACE_HEADER without the CPU times. */
  COMPACT(24, 16, 4, 0x03, 0x04),
  /** PERFINFO_TRACE_HEADER, of the kernel logger since Windows Vista. */
  PERFINFO(16, 8, 4, 0x10, 0x11),
  /** EVENT_TRACE_HEADER, of classic providers. */
  CLASSIC(48, 16, 0, 0x0A, 0x14),
  /** EVENT_HEADER, of manifest providers. */
  MANIFEST(80, 16, 0, 0x12, 0x13),
  /** EVENT_HEADER, of classic providers: EVENT_HEADER_FLAG_CLASSIC_HEADER is set. */
  CLASSIC_EVENT(80, 16, 0, 0x12, 0x13);

  /** TRACE_HEADER_FLAG and TRACE_HEADER_EVENT_TRACE: byte 3 of all these headers. */
  private static final int MARKER = 0xC0;

  private final int size;
  private final int timestampAt;
  private final int sizeAt;
  private final int code32;
  private final int code64;

  HeaderKind(int size, int timestampAt, int sizeAt, int code32, int code64) {
    this.size = size;
    this.timestampAt = timestampAt;
    this.sizeAt = sizeAt;
    this.code32 = code32;
    this.code64 = code64;
  }

  int size() {
    return size;
  }

  int timestampAt() {
    return timestampAt;
  }

  /** Offset of the record's size. */
  int sizeAt() {
    return sizeAt;
  }

  /** Offset of the payload's version. */
  int versionAt() {
    return switch (this) {
      case SYSTEM, COMPACT, PERFINFO -> 0;
      case CLASSIC -> 6;
      case MANIFEST, CLASSIC_EVENT -> 42;
    };
  }

  /** Writes a kernel logger's header, except for its timestamp, process and thread id. */
  void write(
      byte[] bytes, int at, int pointerSize, int recordSize, int version, int group, int type) {
    writeCommon(bytes, at, pointerSize, recordSize);
    LittleEndianWriter.putShort(bytes, at, version);
    bytes[at + 6] = (byte) type;
    bytes[at + 7] = (byte) group;
  }

  /** Writes type code, marker and size: the fields that all headers have in common. */
  void writeCommon(byte[] bytes, int at, int pointerSize, int recordSize) {
    bytes[at + 2] = (byte) (pointerSize == 8 ? code64 : code32);
    bytes[at + 3] = (byte) MARKER;
    LittleEndianWriter.putShort(bytes, at + sizeAt, recordSize);
  }
}
