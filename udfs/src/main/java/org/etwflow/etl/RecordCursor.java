package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i64;
import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u8;

import org.apache.flink.annotation.PublicEvolving;

/**
 * Cursor over the records of one buffer: a flyweight on its bytes that allocates nothing. After
 * each {@link #next()} it is positioned at a record whose size was checked.
 *
 * <p>The walk ends at the end of the records or at an invalid record. Then {@link #isBroken()} is
 * true and the rest of the buffer is lost, since only a record's size locates the next record.
 */
@PublicEvolving
public final class RecordCursor {

  /** Timestamp of a record that has none: WPP messages. */
  public static final long NO_TIMESTAMP = Long.MIN_VALUE;

  /** Payload offset of a record with an inconsistent header. */
  public static final int NO_PAYLOAD = -1;

  private static final byte[] NO_BYTES = {};
  private static final int CLASSIC_TYPE_AT = 4;
  private static final int CLASSIC_VERSION_AT = 6;
  private static final int GUID_AT = 24;

  private static final int MANIFEST_FLAGS_AT = 4;
  private static final int MANIFEST_ID_AT = 40;
  private static final int MANIFEST_VERSION_AT = 42;
  private static final int MANIFEST_OPCODE_AT = 45;
  private static final int FLAG_EXTENDED_INFO = 0x0001;

  /** Flag of a classic event with an {@code EVENT_HEADER}: GUID of its class, type as opcode. */
  private static final int FLAG_CLASSIC_HEADER = 0x0100;

  private static final int ITEM_SIZE = 8;
  private static final int ITEM_LINKAGE_AT = 4;
  private static final int LINKAGE_ANOTHER_FOLLOWS = 0x0001;

  private byte[] bytes = NO_BYTES;
  private int limit;
  private int offset;
  private long start;
  private int nextOffset;
  private int size;
  private int type;
  private boolean broken;

  /**
   * Positions the cursor before the first record.
   *
   * @param buffer the bytes; never written to, and not to be changed during the walk
   * @param from offset of the first record
   * @param to end offset of the last record
   * @return this
   */
  RecordCursor wrap(final byte[] buffer, final int from, final int to) {
    bytes = buffer;
    limit = to;
    nextOffset = from;
    broken = false;
    return this;
  }

  /** Moves to the next record; false at the end of the records and at a broken record. */
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

  /** Whether the walk ended at an invalid record, whose offset {@link #offset()} is. */
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

  /** Kind of the record's header. */
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

  /** Bytes of a pointer in the payload by the record's own header: 4 or 8. */
  public int pointerSize() {
    return RecordHeader.pointerSize(type);
  }

  /** Whether the record has a timestamp. */
  public boolean hasTimestamp() {
    return RecordHeader.hasTimestamp(type);
  }

  /** Timestamp in ticks of the session's clock, or {@link #NO_TIMESTAMP}. */
  public long timestamp() {
    return RecordHeader.hasTimestamp(type)
        ? i64(bytes, offset + RecordHeader.timestampAt(type))
        : NO_TIMESTAMP;
  }

  /** Hook id of a {@link RecordKind#KERNEL} record: {@code group << 8 | type}. */
  public int hookId() {
    return RecordHeader.hookId(start);
  }

  /** Event type of a {@link RecordKind#CLASSIC} record. */
  public int classicType() {
    return u8(bytes, offset + (hasEventHeader() ? MANIFEST_OPCODE_AT : CLASSIC_TYPE_AT));
  }

  private boolean hasEventHeader() {
    return RecordHeader.kind(type) == RecordKind.MANIFEST;
  }

  /** Event id of a {@link RecordKind#MANIFEST} record. */
  public int manifestId() {
    return u16(bytes, offset + MANIFEST_ID_AT);
  }

  /** Whether a classic record is of this event class, or a manifest record of this provider. */
  public boolean hasGuid(final Guid guid) {
    return i64(bytes, offset + GUID_AT) == guid.first()
        && i64(bytes, offset + GUID_AT + Long.BYTES) == guid.second();
  }

  /** Version of the payload; 0 if the header has none. */
  public int version() {
    return switch (RecordHeader.kind(type)) {
      case KERNEL -> u8(bytes, offset);
      case CLASSIC, INSTANCE -> u16(bytes, offset + CLASSIC_VERSION_AT);
      case MANIFEST -> u8(bytes, offset + MANIFEST_VERSION_AT);
      case MESSAGE -> 0;
    };
  }

  /** Offset of the payload in {@link #bytes()}, or {@link #NO_PAYLOAD}. */
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
   * Size of the optional header fields: eight bytes for bit 0x80 of the second byte, and eight for
   * each counter, whose number is in its lowest three bits.
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
