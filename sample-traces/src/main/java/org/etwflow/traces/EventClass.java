package org.etwflow.traces;

import java.util.UUID;

/** Kernel events with their ids in kernel logger, classic and manifest traces. */
enum EventClass {
  TCP_SEND_IPV4(Group.TCP, 10, 10),
  TCP_RECEIVE_IPV4(Group.TCP, 11, 11),
  TCP_CONNECT_IPV4(Group.TCP, 12, 12),
  TCP_DISCONNECT_IPV4(Group.TCP, 13, 13),
  TCP_SEND_IPV6(Group.TCP, 26, 26),
  TCP_RECEIVE_IPV6(Group.TCP, 27, 27),
  UDP_SEND_IPV4(Group.UDP, 10, 42),
  UDP_RECEIVE_IPV4(Group.UDP, 11, 43),
  UDP_RECEIVE_IPV6(Group.UDP, 27, 59),
  CONTEXT_SWITCH(Group.THREAD, 0x24, 0),
  READY_THREAD(Group.THREAD, 0x32, 0),
  DISK_READ(Group.DISK, 10, 0),
  DPC(Group.PERFINFO, 0x44, 0),
  SAMPLED_PROFILE(Group.PERFINFO, 0x2E, 0),
  PROCESS_START(Group.PROCESS, 1, 0),
  PROCESS_END(Group.PROCESS, 2, 0),
  PROCESS_DC_START(Group.PROCESS, 3, 0),
  PROCESS_DC_END(Group.PROCESS, 4, 0);

  /** Microsoft-Windows-Kernel-Network. */
  private static final UUID KERNEL_NETWORK =
      UUID.fromString("7dd42a49-5329-4832-8dfd-43d979153a88");

  private static final int FLAG_CLASSIC_HEADER = 0x0100;
  private static final int CHANNEL_ANALYTIC = 0x10;
  private static final int LEVEL_INFORMATION = 4;
  private static final long KEYWORD_ANALYTIC = 0x8000_0000_0000_0000L;
  private static final int TASK_TCP = 10;
  private static final int TASK_UDP = 11;

  private final Group group;
  private final int type;
  private final int manifestId;

  EventClass(Group group, int type, int manifestId) {
    this.group = group;
    this.type = type;
    this.manifestId = manifestId;
  }

  boolean isIpv6() {
    return (group == Group.TCP || group == Group.UDP) && type >= 26;
  }

  /** Writes the header of a record of this class, except for timestamp, thread and CPU times. */
  void writeHeader(byte[] bytes, int at, RecordEncoding encoding, int recordSize) {
    switch (encoding.header()) {
      case SYSTEM, COMPACT -> {
        encoding
            .header()
            .write(
                bytes,
                at,
                encoding.pointerSize(),
                recordSize,
                encoding.version(),
                group.code,
                type);
        LittleEndianWriter.putLong(bytes, at + 8, -1);
      }
      case PERFINFO ->
          encoding
              .header()
              .write(
                  bytes,
                  at,
                  encoding.pointerSize(),
                  recordSize,
                  perfinfoVersion(encoding),
                  group.code,
                  type);
      case CLASSIC -> writeClassic(bytes, at, encoding, recordSize);
      case MANIFEST -> writeManifest(bytes, at, encoding, recordSize);
      case CLASSIC_EVENT -> writeClassicEvent(bytes, at, encoding, recordSize);
    }
  }

  private static int perfinfoVersion(RecordEncoding encoding) {
    return encoding.version() | encoding.counters() << 8 | (encoding.extension() ? 0x8000 : 0);
  }

  private void writeClassic(byte[] bytes, int at, RecordEncoding encoding, int recordSize) {
    HeaderKind.CLASSIC.writeCommon(bytes, at, encoding.pointerSize(), recordSize);
    bytes[at + 4] = (byte) type;
    LittleEndianWriter.putShort(bytes, at + 6, encoding.version());
    LittleEndianWriter.putGuid(bytes, at + 24, group.guid);
  }

  private void writeClassicEvent(byte[] bytes, int at, RecordEncoding encoding, int recordSize) {
    HeaderKind.CLASSIC_EVENT.writeCommon(bytes, at, encoding.pointerSize(), recordSize);
    LittleEndianWriter.putShort(bytes, at + 4, FLAG_CLASSIC_HEADER | pointerSizeFlag(encoding));
    LittleEndianWriter.putGuid(bytes, at + 24, group.guid);
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
    bytes[at + 45] = (byte) (isIpv6() ? manifestId - 16 : manifestId);
    LittleEndianWriter.putShort(bytes, at + 46, group == Group.UDP ? TASK_UDP : TASK_TCP);
    LittleEndianWriter.putLong(bytes, at + 48, KEYWORD_ANALYTIC | (isIpv6() ? 0x20 : 0x10));
  }

  /** Event groups of the kernel logger with the GUIDs of their MOF classes. */
  private enum Group {
    DISK(0x01, "3d6fa8d4-fe05-11d0-9dda-00c04fd7ba7c"),
    PROCESS(0x03, "3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c"),
    THREAD(0x05, "3d6fa8d1-fe05-11d0-9dda-00c04fd7ba7c"),
    TCP(0x06, "9a280ac0-c8e0-11d1-84e2-00c04fb998a2"),
    UDP(0x08, "bf3a50c5-a9c9-4988-a005-2df0b7c80f80"),
    PERFINFO(0x0F, "ce1dbfb4-137e-4da6-87b0-3f59aa102cbc");

    private final int code;
    private final UUID guid;

    Group(int code, String guid) {
      this.code = code;
      this.guid = UUID.fromString(guid);
    }
  }
}
