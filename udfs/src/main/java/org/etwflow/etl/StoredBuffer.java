package org.etwflow.etl;

/**
 * Check of a whole buffer as stored in a file whose buffers have different sizes: nothing but its
 * content shows that what looks like a header is one.
 */
final class StoredBuffer {

  private final RecordCursor records = new RecordCursor();

  /** Number of bytes that are valid in a valid buffer. */
  static int bytesToCheck(final byte[] bytes, final int at) {
    return BufferHeader.isCompressed(bytes, at)
        ? (int) BufferHeader.bufferSize(bytes, at)
        : (int) BufferHeader.recordsEnd(bytes, at);
  }

  /**
   * Number of leading bytes that are valid.
   *
   * @param at a plausible header, with all bytes of its buffer
   */
  int validBytes(final byte[] bytes, final int at) {
    return BufferHeader.isCompressed(bytes, at)
        ? validCompressedBytes(bytes, at)
        : validRecordBytes(bytes, at);
  }

  private static int validCompressedBytes(final byte[] bytes, final int at) {
    final int end = at + (int) BufferHeader.bufferSize(bytes, at);
    final int size = (int) BufferHeader.recordsEnd(bytes, at) - BufferHeader.SIZE;
    return PlainLz77.validEnd(bytes, at + BufferHeader.SIZE, end, size) - at;
  }

  /** Valid bytes up to a broken record; without records less than the header. */
  private int validRecordBytes(final byte[] bytes, final int at) {
    final int recordsEnd = (int) BufferHeader.recordsEnd(bytes, at);
    records.wrap(bytes, at + BufferHeader.SIZE, at + recordsEnd);
    boolean any = false;
    while (records.next()) {
      any = true;
    }
    if (!any) {
      return BufferHeader.SIZE - 1;
    }
    return records.isBroken() ? records.offset() - at : recordsEnd;
  }
}
