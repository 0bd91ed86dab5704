package org.etwflow.traces;

/**
 * The bytes of a record as far as they are the same for all records of its kind. A writer copies
 * them and fills in the rest: nothing is computed twice, nothing allocated for a record.
 */
final class RecordImage {

  private static final int ITEM_HEADER = 8;
  private static final int ITEM_SID = 2;
  private static final int ITEM_STACK_32 = 5;
  private static final int ITEM_STACK_64 = 6;
  private static final int STACK_DEPTH = 5;

  /** The SID S-1-5-18, the local system. */
  static final byte[] LOCAL_SYSTEM = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

  private final byte[] bytes;
  private final int timestampAt;
  private final int payloadAt;

  RecordImage(byte[] bytes, int timestampAt, int payloadAt) {
    this.bytes = bytes;
    this.timestampAt = timestampAt;
    this.payloadAt = payloadAt;
  }

  static RecordImage of(EventClass event, RecordEncoding dress, int payloadSize) {
    final int payloadAt = payloadAt(dress);
    final byte[] bytes = new byte[payloadAt + payloadSize];
    event.writeHeader(bytes, 0, dress, bytes.length);
    if (dress.extendedItems()) {
      writeItems(bytes, dress);
    }
    return new RecordImage(bytes, dress.header().timestampAt(), payloadAt);
  }

  /** The record's size as its header says, before it is rounded up to 8. */
  int length() {
    return bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }

  int payloadAt() {
    return payloadAt;
  }

  void copyTo(byte[] buffer, int at, long ticks) {
    System.arraycopy(bytes, 0, buffer, at, bytes.length);
    LittleEndianWriter.putLong(buffer, at + timestampAt, ticks);
  }

  private static int payloadAt(RecordEncoding dress) {
    final int header = dress.header().size();
    if (dress.extendedItems()) {
      return header + sidItemSize() + stackItemSize(dress);
    }
    return header + 8 * dress.counters() + (dress.extension() ? 8 : 0);
  }

  /** Two items, the first linked to the second. Its data ends before its size does. */
  private static void writeItems(byte[] bytes, RecordEncoding dress) {
    int at = HeaderKind.MANIFEST.size();
    writeItemHeader(bytes, at, sidItemSize(), ITEM_SID, 1, LOCAL_SYSTEM.length);
    System.arraycopy(LOCAL_SYSTEM, 0, bytes, at + ITEM_HEADER, LOCAL_SYSTEM.length);
    at += sidItemSize();
    final int stackSize = stackItemSize(dress);
    final int type = dress.pointerSize() == 8 ? ITEM_STACK_64 : ITEM_STACK_32;
    writeItemHeader(bytes, at, stackSize, type, 0, stackDataSize(dress));
    for (int frame = 0; frame < STACK_DEPTH; frame++) {
      final int frameAt = at + ITEM_HEADER + 8 + frame * dress.pointerSize();
      LittleEndianWriter.putPointer(
          bytes, frameAt, dress.pointerSize(), 0xFFFFF800_82C41000L + frame);
    }
  }

  private static void writeItemHeader(
      byte[] bytes, int at, int size, int type, int linkage, int dataSize) {
    LittleEndianWriter.putShort(bytes, at, size);
    LittleEndianWriter.putShort(bytes, at + 2, type);
    LittleEndianWriter.putShort(bytes, at + 4, linkage);
    LittleEndianWriter.putShort(bytes, at + 6, dataSize);
  }

  private static int sidItemSize() {
    return align(ITEM_HEADER + LOCAL_SYSTEM.length);
  }

  private static int stackItemSize(RecordEncoding dress) {
    return align(ITEM_HEADER + stackDataSize(dress));
  }

  /** A match id of 8 bytes, then the frames. */
  private static int stackDataSize(RecordEncoding dress) {
    return 8 + STACK_DEPTH * dress.pointerSize();
  }

  private static int align(int size) {
    return (size + 7) & ~7;
  }
}
