package org.etwflow.traces;

/**
 * Encoding of an event as a record: its header, payload version and pointer size.
 *
 * @param header the record's header
 * @param version version of the payload: 0 (before Vista: other field order, IPv4 only), 1
 *     (process, size and endpoints alone) or 2 (full); always 2 for a manifest event
 * @param pointerSize 4 or 8: selects the 32-bit or 64-bit header
 * @param connidSize 4 or 8: the size of connid, the last field of a full payload
 * @param extension PERFINFO only: 8 more header bytes, announced by bit 0x8000 of Version
 * @param counters PERFINFO only: number of 8-byte counters in the header, 0 to 7, announced by bits
 *     0x0700 of Version
 * @param extendedItems MANIFEST only: a SID and a call stack precede the payload
 */
public record RecordEncoding(
    HeaderKind header,
    int version,
    int pointerSize,
    int connidSize,
    boolean extension,
    int counters,
    boolean extendedItems) {

  public RecordEncoding {
    final boolean fits =
        version >= 0
            && version <= 2
            && (header != HeaderKind.MANIFEST || version == 2)
            && (pointerSize == 4 || pointerSize == 8)
            && (connidSize == 4 || connidSize == 8)
            && counters >= 0
            && counters <= 7
            && (header == HeaderKind.PERFINFO || (!extension && counters == 0))
            && (header == HeaderKind.MANIFEST || !extendedItems);
    if (!fits) {
      throw new IllegalArgumentException("invalid record encoding for header " + header);
    }
  }

  /** The default encoding for a header: 64-bit, full payload of 40 bytes. */
  public static RecordEncoding of(HeaderKind header) {
    return new RecordEncoding(header, 2, 8, 8, false, 0, false);
  }

  /** Returns this encoding with payload version 0, 1 or 2. */
  public RecordEncoding withVersion(int value) {
    return new RecordEncoding(
        header, value, pointerSize, connidSize, extension, counters, extendedItems);
  }

  /** Returns this encoding with a 32-bit (4) or 64-bit (8) header. */
  public RecordEncoding withPointerSize(int value) {
    return new RecordEncoding(
        header, version, value, connidSize, extension, counters, extendedItems);
  }

  /** Returns this encoding with a connid of 4 or 8 bytes. */
  public RecordEncoding withConnidSize(int value) {
    return new RecordEncoding(
        header, version, pointerSize, value, extension, counters, extendedItems);
  }

  /** Returns this encoding with the 8-byte extension of the PERFINFO header. */
  public RecordEncoding withExtension() {
    return new RecordEncoding(
        header, version, pointerSize, connidSize, true, counters, extendedItems);
  }

  /** Returns this encoding with the given number of 8-byte counters in the PERFINFO header. */
  public RecordEncoding withCounters(int value) {
    return new RecordEncoding(
        header, version, pointerSize, connidSize, extension, value, extendedItems);
  }

  /** Returns this encoding with extended items before the payload. */
  public RecordEncoding withExtendedItems() {
    return new RecordEncoding(header, version, pointerSize, connidSize, extension, counters, true);
  }
}
