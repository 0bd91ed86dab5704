package org.etwflow.traces;

/**
 * The form in which an event stands in a trace.
 *
 * @param header the record's header
 * @param version of the payload: 0 (before Vista: other order, no times), 1 (no times), 2 (full); a
 *     manifest event always has the full one
 * @param pointerSize 4 or 8: the header's kind
 * @param connidSize 4 or 8: the width of connid, which a full payload ends with
 * @param extension PERFINFO only: 8 more header bytes, announced by bit 0x8000 of Version
 * @param counters PERFINFO only: 8 more header bytes for each, 0 to 7, announced by bits 0x0700
 * @param extendedItems MANIFEST only: a SID and a call stack stand before the payload
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
      throw new IllegalArgumentException("no event is dressed like this");
    }
  }

  /** The plain form under a header: 64-bit, full payload of 40 bytes. */
  public static RecordEncoding of(HeaderKind header) {
    return new RecordEncoding(header, 2, 8, 8, false, 0, false);
  }

  /** With a payload of version 0, 1 or 2. */
  public RecordEncoding withVersion(int value) {
    return new RecordEncoding(
        header, value, pointerSize, connidSize, extension, counters, extendedItems);
  }

  /** With a header of the 32-bit (4) or 64-bit (8) kind. */
  public RecordEncoding withPointerSize(int value) {
    return new RecordEncoding(
        header, version, value, connidSize, extension, counters, extendedItems);
  }

  /** With a connid of 4 or 8 bytes. */
  public RecordEncoding withConnidSize(int value) {
    return new RecordEncoding(
        header, version, pointerSize, value, extension, counters, extendedItems);
  }

  /** With the PERFINFO header's 8-byte extension. */
  public RecordEncoding withExtension() {
    return new RecordEncoding(
        header, version, pointerSize, connidSize, true, counters, extendedItems);
  }

  /** With so many 8-byte counters after the PERFINFO header. */
  public RecordEncoding withCounters(int value) {
    return new RecordEncoding(
        header, version, pointerSize, connidSize, extension, value, extendedItems);
  }

  /** With extended items before the payload. */
  public RecordEncoding withExtendedItems() {
    return new RecordEncoding(header, version, pointerSize, connidSize, extension, counters, true);
  }

  /** Bytes of a send's payload. */
  int sendPayloadSize() {
    return version == 2 ? 32 + connidSize : 20;
  }
}
