package org.etwflow.traces;

/**
 * Template of a record: the bytes that all records of its kind share. A writer copies them and
 * fills in the rest, without allocating per record.
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

  static RecordImage of(EventId event, RecordEncoding encoding, int payloadSize) {
    final int payloadAt = payloadAt(encoding);
    final byte[] bytes = new byte[payloadAt + payloadSize];
    event.writeHeader(bytes, 0, encoding, bytes.length);
    if (encoding.extendedItems()) {
      writeItems(bytes, encoding);
    }
    return new RecordImage(bytes, encoding.header().timestampAt(), payloadAt);
  }

  /** Size of the record as stored in its header, before padding to a multiple of 8. */
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

  private static int payloadAt(RecordEncoding encoding) {
    final int header = encoding.header().size();
    if (encoding.extendedItems()) {
      return header + sidItemSize() + stackItemSize(encoding);
    }
    return header + 8 * encoding.counters() + (encoding.extension() ? 8 : 0);
  }

  /** Writes two items, the first linked to the second; both are padded to a multiple of 8 bytes. */
  private static void writeItems(byte[] bytes, RecordEncoding encoding) {
    int at = HeaderKind.MANIFEST.size();
    writeItemHeader(bytes, at, sidItemSize(), ITEM_SID, 1, LOCAL_SYSTEM.length);
    System.arraycopy(LOCAL_SYSTEM, 0, bytes, at + ITEM_HEADER, LOCAL_SYSTEM.length);
    at += sidItemSize();
    final int stackSize = stackItemSize(encoding);
    final int type = encoding.pointerSize() == 8 ? ITEM_STACK_64 : ITEM_STACK_32;
    writeItemHeader(bytes, at, stackSize, type, 0, stackDataSize(encoding));
    for (int frame = 0; frame < STACK_DEPTH; frame++) {
      final int frameAt = at + ITEM_HEADER + 8 + frame * encoding.pointerSize();
      LittleEndianWriter.putPointer(
          bytes, frameAt, encoding.pointerSize(), 0xFFFFF800_82C41000L + frame);
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

  private static int stackItemSize(RecordEncoding encoding) {
    return align(ITEM_HEADER + stackDataSize(encoding));
  }

  /** Size of the call stack: a match id of 8 bytes and the frames. */
  private static int stackDataSize(RecordEncoding encoding) {
    return 8 + STACK_DEPTH * encoding.pointerSize();
  }

  private static int align(int size) {
    return (size + 7) & ~7;
  }
}
