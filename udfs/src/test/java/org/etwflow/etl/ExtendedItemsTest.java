package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.RecordBytes.extendedItem;

import org.etwflow.testing.Bytes;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.Sends;
import org.junit.jupiter.api.Test;

/** Extended items between the header of a manifest event and its payload. */
class ExtendedItemsTest {

  private static final int HAS_ITEMS = 1;
  private static final int OTHER_FLAGS = 0xFFFE;
  private static final byte[] PAYLOAD = Bytes.hex("a0a1a2a3a4a5a6a7 a8a9aaab");

  private static RecordCursor on(final int flags, final byte[]... parts) {
    final byte[] record =
        RecordBytes.manifest(Sends.KERNEL_NETWORK, 10, 0, flags, 1, Bytes.concat(parts));
    // What follows in the buffer must not be taken for an item of this record.
    final byte[] bytes = Bytes.concat(record, extendedItem(8, false));
    final RecordCursor cursor = new RecordCursor().wrap(bytes, 0, bytes.length);
    assertThat(cursor.next()).isTrue();
    return cursor;
  }

  private static void assertPayloadAt(final int offset, final RecordCursor record) {
    assertThat(record.payloadOffset()).isEqualTo(offset);
    assertThat(record.payloadLength()).isEqualTo(PAYLOAD.length);
  }

  private static void assertNoPayload(final RecordCursor record) {
    assertThat(record.payloadOffset()).isEqualTo(RecordCursor.NO_PAYLOAD);
    assertThat(record.payloadLength()).isZero();
  }

  @Test
  void recordWithoutFlag_hasNoItems() {
    assertPayloadAt(80, on(OTHER_FLAGS, PAYLOAD));
  }

  @Test
  void payload_followsOneItem() {
    assertPayloadAt(80 + 24, on(HAS_ITEMS, extendedItem(24, false, new byte[16]), PAYLOAD));
  }

  @Test
  void itemAtTheEndOfTheRecord_leavesAnEmptyPayload() {
    assertThat(on(HAS_ITEMS, extendedItem(8, false)))
        .returns(80 + 8, RecordCursor::payloadOffset)
        .returns(0, RecordCursor::payloadLength);
  }

  @Test
  void itemSize_isRoundedUp() {
    assertPayloadAt(80 + 16, on(HAS_ITEMS, extendedItem(9, false, new byte[1]), PAYLOAD));
  }

  @Test
  void payload_followsTheLastOfSeveralItems() {
    assertPayloadAt(
        80 + 24 + 16 + 8,
        on(
            HAS_ITEMS,
            extendedItem(24, true, new byte[16]),
            extendedItem(12, true, new byte[4]),
            extendedItem(8, false),
            PAYLOAD));
  }

  @Test
  void itemSmallerThanItsHeader_leavesNoPayload() {
    assertNoPayload(on(HAS_ITEMS, extendedItem(0, true), PAYLOAD));
    assertNoPayload(on(HAS_ITEMS, extendedItem(7, false), PAYLOAD));
  }

  @Test
  void itemBeyondTheRecord_leavesNoPayload() {
    assertNoPayload(on(HAS_ITEMS, extendedItem(0xFFFF, false), PAYLOAD));
  }

  @Test
  void endlessChain_leavesNoPayload() {
    assertNoPayload(on(HAS_ITEMS, extendedItem(8, true), extendedItem(8, true)));
  }

  @Test
  void recordTooShortForAnItem_hasNoPayload() {
    assertNoPayload(on(HAS_ITEMS, new byte[4]));
  }
}
