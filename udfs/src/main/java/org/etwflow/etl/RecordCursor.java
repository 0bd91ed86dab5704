package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i64;
import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u8;

import org.apache.flink.annotation.PublicEvolving;

/**
 * Walks the records of one buffer: a flyweight that is wrapped around the bytes, and after each
 * {@link #next()} stands on a record whose size was checked. Nothing is allocated for a record.
 *
 * <p>The walk ends where the records end, or at a record that cannot be one: then {@link
 * #isBroken()}, and the rest of the buffer is lost, since only a record's size tells where the next
 * begins.
 */
@PublicEvolving
public final class RecordCursor {

  /** Of a record without a time of its own: WPP messages may have none. */
  public static final long NO_TIMESTAMP = Long.MIN_VALUE;

  /** Where a payload would stand in a record whose header does not hold together. */
  public static final int NO_PAYLOAD = -1;

  private static final int CLASSIC_TYPE_AT = 4;
  private static final int CLASSIC_VERSION_AT = 6;
  private static final int GUID_AT = 24;

  private static final int MANIFEST_FLAGS_AT = 4;
  private static final int MANIFEST_ID_AT = 40;
  private static final int MANIFEST_VERSION_AT = 42;
  private static final int MANIFEST_OPCODE_AT = 45;
  private static final int FLAG_EXTENDED_INFO = 0x0001;

  /** A classic event under an {@code EVENT_HEADER}: its class, and its type as the opcode. */
  private static final int FLAG_CLASSIC_HEADER = 0x0100;

  private static final int ITEM_SIZE = 8;
  private static final int ITEM_LINKAGE_AT = 4;
  private static final int LINKAGE_ANOTHER_FOLLOWS = 0x0001;

  private byte[] bytes;
  private int limit;
  private int offset;
  private long start;
  private int nextOffset;
  private int size;
  private int type;
  private boolean broken;

  /**
   * Stands before the first record.
   *
   * @param buffer the bytes, read and never written; the caller must leave them as they are while
   *     it walks
   * @param from offset of the first record
   * @param to offset behind the last record
   * @return this
   */
  RecordCursor wrap(final byte[] buffer, final int from, final int to) {
    bytes = buffer;
    limit = to;
    nextOffset = from;
    broken = false;
    return this;
  }

  /** Moves to the next record; false at the end of the records and at a broken one. */
  public boolean next() {
    final int at = nextOffset;
    if (at + RecordHeader.MIN_SIZE > limit) {
      return false;
    }
    offset = at;
    start = i64(bytes, at);
    type = RecordHeader.typeOf(start);
    if (type == RecordHeader.NONE) {
      broken = true;
      return false;
    }
    size = RecordHeader.recordSize(start, type);
    if (size < RecordHeader.headerSize(type) || size > limit - at) {
      broken = true;
      return false;
    }
    nextOffset = at + RecordHeader.aligned(size);
    return true;
  }

  /** Whether the walk ended at bytes that are no record, {@link #offset()} being theirs. */
  public boolean isBroken() {
    return broken;
  }

  /** The array given to {@link #wrap}. */
  public byte[] bytes() {
    return bytes;
  }

  /** Offset of the record in {@link #bytes()}. */
  public int offset() {
    return offset;
  }

  /** Bytes of the record, header included. */
  public int size() {
    return size;
  }

  /** What identifies the event. */
  public RecordKind kind() {
    final RecordKind kind = RecordHeader.kind(type);
    return kind == RecordKind.MANIFEST && isClassicEvent() ? RecordKind.CLASSIC : kind;
  }

  /** Whether it is a {@link RecordKind#KERNEL} record. */
  public boolean isKernel() {
    return RecordHeader.kind(type) == RecordKind.KERNEL;
  }

  private boolean isClassicEvent() {
    return (u16(bytes, offset + MANIFEST_FLAGS_AT) & FLAG_CLASSIC_HEADER) != 0;
  }

  /** Bytes of a pointer in the payload: 4 or 8. Each record's own header tells it. */
  public int pointerSize() {
    return RecordHeader.pointerSize(type);
  }

  /** Whether it has a time of its own. */
  public boolean hasTimestamp() {
    return RecordHeader.hasTimestamp(type);
  }

  /** Ticks of the session's clock, or {@link #NO_TIMESTAMP}. */
  public long timestamp() {
    return timestamp(offset, type);
  }

  /** The {@link #timestamp()} of a record that the walk has passed, by its {@link #offset()}. */
  public long timestampOf(final int passed) {
    return timestamp(passed, RecordHeader.typeOf(i64(bytes, passed)));
  }

  private long timestamp(final int at, final int typeThere) {
    return RecordHeader.hasTimestamp(typeThere)
        ? i64(bytes, at + RecordHeader.timestampAt(typeThere))
        : NO_TIMESTAMP;
  }

  /** Of a {@link RecordKind#KERNEL} record: {@code group << 8 | type}. */
  public int hookId() {
    return RecordHeader.hookId(start);
  }

  /** Of a {@link RecordKind#CLASSIC} record: its event type. */
  public int classicType() {
    return u8(bytes, offset + (hasEventHeader() ? MANIFEST_OPCODE_AT : CLASSIC_TYPE_AT));
  }

  private boolean hasEventHeader() {
    return RecordHeader.kind(type) == RecordKind.MANIFEST;
  }

  /** Of a {@link RecordKind#MANIFEST} record: its event id. */
  public int manifestId() {
    return u16(bytes, offset + MANIFEST_ID_AT);
  }

  /** Of a classic record the class, of a manifest record the provider. */
  public boolean hasGuid(final Guid guid) {
    return i64(bytes, offset + GUID_AT) == guid.first()
        && i64(bytes, offset + GUID_AT + Long.BYTES) == guid.second();
  }

  /** The version of the payload; 0 where the header has none. */
  public int version() {
    return switch (RecordHeader.kind(type)) {
      case KERNEL -> u8(bytes, offset);
      case CLASSIC, INSTANCE -> u16(bytes, offset + CLASSIC_VERSION_AT);
      case MANIFEST -> u8(bytes, offset + MANIFEST_VERSION_AT);
      case MESSAGE -> 0;
    };
  }

  /** Offset of the payload in {@link #bytes()}, behind all that belongs to the header. */
  public int payloadOffset() {
    final int from = offset + RecordHeader.headerSize(type);
    final int to =
        switch (type) {
          case RecordHeader.PERFINFO_32, RecordHeader.PERFINFO_64 -> from + perfinfoExtension();
          case RecordHeader.EVENT_32, RecordHeader.EVENT_64 -> afterExtendedItems(from);
          default -> from;
        };
    return to > offset + size ? NO_PAYLOAD : to;
  }

  /** Bytes from {@link #payloadOffset()} to the end of the record; 0 if there is no payload. */
  public int payloadLength() {
    final int at = payloadOffset();
    return at == NO_PAYLOAD ? 0 : offset + size - at;
  }

  /**
   * Bit 0x80 of the second byte adds eight bytes to the header, its lowest three bits eight each.
   */
  private int perfinfoExtension() {
    final int flags = u8(bytes, offset + 1);
    return (flags & 0x80) / 16 + (flags & 0x07) * 8;
  }

  private int afterExtendedItems(final int from) {
    if ((u16(bytes, offset + MANIFEST_FLAGS_AT) & FLAG_EXTENDED_INFO) == 0) {
      return from;
    }
    final int end = offset + size;
    for (int item = from; item + ITEM_SIZE <= end; ) {
      final int itemSize = u16(bytes, item);
      if (itemSize < ITEM_SIZE) {
        break;
      }
      final int after = item + RecordHeader.aligned(itemSize);
      if ((u16(bytes, item + ITEM_LINKAGE_AT) & LINKAGE_ANOTHER_FOLLOWS) == 0) {
        return after;
      }
      item = after;
    }
    return end + 1;
  }
}
