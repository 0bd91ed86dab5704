package org.etwflow.traces;

import java.util.UUID;

/**
 * The fields by which a record header identifies its event.
 *
 * @param group group of kernel logger and classic headers
 * @param type event type of kernel logger and classic headers
 * @param manifestId id in Microsoft-Windows-Kernel-Network, 0 for an event it does not have
 * @param manifestOpcode opcode there
 * @param manifestKeyword keyword there: 0x10 for IPv4, 0x20 for IPv6
 */
record EventId(
    EventGroup group, int type, int manifestId, int manifestOpcode, int manifestKeyword) {

  /** Microsoft-Windows-Kernel-Network. */
  private static final UUID KERNEL_NETWORK =
      UUID.fromString("7dd42a49-5329-4832-8dfd-43d979153a88");

  private static final int FLAG_CLASSIC_HEADER = 0x0100;
  private static final int CHANNEL_ANALYTIC = 0x10;
  private static final int LEVEL_INFORMATION = 4;
  private static final long KEYWORD_ANALYTIC = 0x8000_0000_0000_0000L;
  private static final int TASK_TCP = 10;
  private static final int TASK_UDP = 11;

  /** The id of an event that no manifest provider has. */
  static EventId ofKernel(EventGroup group, int type) {
    return new EventId(group, type, 0, 0, 0);
  }

  /** Writes a record header, except for timestamp, thread and CPU times. */
  void writeHeader(byte[] bytes, int at, RecordEncoding encoding, int recordSize) {
    switch (encoding.header()) {
      case SYSTEM, COMPACT -> {
        writeKernel(bytes, at, encoding, recordSize, encoding.version());
        LittleEndianWriter.putLong(bytes, at + 8, -1);
      }
      case PERFINFO -> writeKernel(bytes, at, encoding, recordSize, perfinfoVersion(encoding));
      case CLASSIC -> writeClassic(bytes, at, encoding, recordSize);
      case MANIFEST -> writeManifest(bytes, at, encoding, recordSize);
      case CLASSIC_EVENT -> writeClassicEvent(bytes, at, encoding, recordSize);
    }
  }

  private void writeKernel(
      byte[] bytes, int at, RecordEncoding encoding, int recordSize, int version) {
    encoding
        .header()
        .write(bytes, at, encoding.pointerSize(), recordSize, version, group.code(), type);
  }

  private static int perfinfoVersion(RecordEncoding encoding) {
    return encoding.version() | encoding.counters() << 8 | (encoding.extension() ? 0x8000 : 0);
  }

  private void writeClassic(byte[] bytes, int at, RecordEncoding encoding, int recordSize) {
    HeaderKind.CLASSIC.writeCommon(bytes, at, encoding.pointerSize(), recordSize);
    bytes[at + 4] = (byte) type;
    LittleEndianWriter.putShort(bytes, at + 6, encoding.version());
    LittleEndianWriter.putGuid(bytes, at + 24, group.guid());
  }

  private void writeClassicEvent(byte[] bytes, int at, RecordEncoding encoding, int recordSize) {
    HeaderKind.CLASSIC_EVENT.writeCommon(bytes, at, encoding.pointerSize(), recordSize);
    LittleEndianWriter.putShort(bytes, at + 4, FLAG_CLASSIC_HEADER | pointerSizeFlag(encoding));
    LittleEndianWriter.putGuid(bytes, at + 24, group.guid());
    bytes[at + 42] = (byte) encoding.version();
    bytes[at + 45] = (byte) type;
  }

  private static int pointerSizeFlag(RecordEncoding encoding) {
    return encoding.pointerSize() == 8 ? 0x40 : 0x20;
  }

  private void writeManifest(byte[] bytes, int at, RecordEncoding encoding, int recordSize) {
    HeaderKind.MANIFEST.writeCommon(bytes, at, encoding.pointerSize(), recordSize);
    LittleEndianWriter.putShort(bytes, at + 4, encoding.extendedItems() ? 1 : 0);
    LittleEndianWriter.putGuid(bytes, at + 24, KERNEL_NETWORK);
    LittleEndianWriter.putShort(bytes, at + 40, manifestId);
    bytes[at + 43] = CHANNEL_ANALYTIC;
    bytes[at + 44] = LEVEL_INFORMATION;
    bytes[at + 45] = (byte) manifestOpcode;
    LittleEndianWriter.putShort(bytes, at + 46, group == EventGroup.UDP ? TASK_UDP : TASK_TCP);
    LittleEndianWriter.putLong(bytes, at + 48, KEYWORD_ANALYTIC | manifestKeyword);
  }
}
