package org.etwflow.traces;

/**
 * A process start, end or rundown record (Process_TypeGroup1).
 *
 * @param kind start, end or rundown
 * @param processId the PID
 * @param parentId the parent's PID
 * @param imageFileName such as {@code chrome.exe}; 8-bit text
 * @param commandLine any text, empty if unknown
 * @param userKnown whether the record holds the SID of a user
 */
public record ProcessEvent(
    Kind kind,
    int processId,
    int parentId,
    String imageFileName,
    String commandLine,
    boolean userKnown) {

  /** Event types of process records. */
  public enum Kind {
    /** The process starts. */
    START(EventClass.PROCESS_START),
    /** The process ends. */
    END(EventClass.PROCESS_END),
    /** The process was running when the trace began. */
    DC_START(EventClass.PROCESS_DC_START),
    /** The process is running while the trace ends. */
    DC_END(EventClass.PROCESS_DC_END);

    private final EventClass event;

    Kind(EventClass event) {
      this.event = event;
    }
  }

  private static final int STILL_ACTIVE = 0x103;

  /**
   * The record without its timestamp.
   *
   * @param version version of the event class: 2, 3 or 4
   */
  RecordImage image(HeaderKind header, int pointerSize, int version) {
    final byte[] payload = new byte[128 + imageFileName.length() + 2 * commandLine.length()];
    final int size = writePayload(payload, pointerSize, version);
    final RecordEncoding encoding = RecordEncoding.of(header).withPointerSize(pointerSize);
    final RecordImage image = RecordImage.of(kind.event.id(), encoding, size);
    System.arraycopy(payload, 0, image.bytes(), image.payloadAt(), size);
    setVersion(image.bytes(), header, version);
    return image;
  }

  private static void setVersion(byte[] record, HeaderKind header, int version) {
    LittleEndianWriter.putShort(record, header.versionAt(), version);
  }

  private int writePayload(byte[] bytes, int pointerSize, int version) {
    final long processKey = 0xFFFFFA80_00000000L + processId * 0x1000L;
    LittleEndianWriter.putPointer(bytes, 0, pointerSize, processKey);
    int at = pointerSize;
    LittleEndianWriter.putInt(bytes, at, processId);
    LittleEndianWriter.putInt(bytes, at + 4, parentId);
    LittleEndianWriter.putInt(bytes, at + 8, 1);
    LittleEndianWriter.putInt(bytes, at + 12, kind == Kind.END ? 0 : STILL_ACTIVE);
    at += 16;
    if (version >= 3) {
      LittleEndianWriter.putPointer(bytes, at, pointerSize, processId * 0x1000L);
      at += pointerSize;
    }
    if (version >= 4) {
      at += 4;
    }
    at += writeUser(bytes, at, pointerSize);
    at += LittleEndianWriter.putNarrowString(bytes, at, imageFileName);
    at += LittleEndianWriter.putWideString(bytes, at, commandLine);
    // Version 4 ends with the package and the application, empty for a desktop program.
    return version >= 4 ? at + 4 : at;
  }

  /** Writes a TOKEN_USER and the SID it points to, or four zero bytes if no user is known. */
  private int writeUser(byte[] bytes, int at, int pointerSize) {
    if (!userKnown) {
      return 4;
    }
    LittleEndianWriter.putPointer(bytes, at, pointerSize, 0xFFFFF8A0_01234560L);
    final byte[] sid = RecordImage.LOCAL_SYSTEM;
    System.arraycopy(sid, 0, bytes, at + 2 * pointerSize, sid.length);
    return 2 * pointerSize + sid.length;
  }
}
