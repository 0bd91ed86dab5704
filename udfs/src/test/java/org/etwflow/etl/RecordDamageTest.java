package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks over records with an invalid one: the records before it are walked, then it is broken. */
class RecordDamageTest {

  private static final int SIZE = 40;
  private static final byte[] GOOD = RecordBytes.system(2, 2, 0x060A, 1, new byte[SIZE - 32]);
  private static final byte[] KINDS = Bytes.hex("01 02 03 04 0a 0b 0f 10 11 12 13 14 15 05");

  private static List<Integer> offsets(final RecordCursor cursor) {
    final List<Integer> offsets = new ArrayList<>();
    while (cursor.next()) {
      offsets.add(cursor.offset());
    }
    return offsets;
  }

  private static RecordCursor over(final byte[]... records) {
    final byte[] bytes = Bytes.concat(records);
    return new RecordCursor().wrap(bytes, 0, bytes.length);
  }

  private static void assertEndsAtTheSecond(final byte[] second) {
    final RecordCursor cursor = over(GOOD, second, GOOD);

    assertThat(offsets(cursor)).containsExactly(0);
    assertThat(cursor.isBroken()).isTrue();
    assertThat(cursor.offset()).isEqualTo(SIZE);
  }

  @Test
  void records_areAlignedToEightBytes() {
    final byte[] odd = RecordBytes.system(2, 2, 0x060A, 1, new byte[1]);
    final RecordCursor cursor = over(odd, new byte[7], odd, new byte[7], GOOD);

    assertThat(offsets(cursor)).containsExactly(0, 40, 80);
    assertThat(cursor.isBroken()).isFalse();
  }

  @Test
  void lastRecord_needsNoPadding() {
    final RecordCursor cursor = over(GOOD, RecordBytes.system(2, 2, 0x060A, 1, new byte[1]));

    assertThat(offsets(cursor)).containsExactly(0, 40);
    assertThat(cursor.isBroken()).isFalse();
  }

  @Test
  void emptyBuffer_isNotBroken() {
    final RecordCursor cursor = over(new byte[0]);

    assertThat(offsets(cursor)).isEmpty();
    assertThat(cursor.isBroken()).isFalse();
  }

  @Test
  void sizeZero_endsTheWalk() {
    assertEndsAtTheSecond(TraceFiles.overwritten(GOOD, 4, (byte) 0, (byte) 0));
    assertEndsAtTheSecond(
        TraceFiles.overwritten(
            RecordBytes.manifest("7dd42a49-5329-4832-8dfd-43d979153a88", 10, 0, 0, 1),
            0,
            (byte) 0,
            (byte) 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0x01, 4, 31", "0x02, 4, 31", "0x03, 4, 23", "0x04, 4, 23", "0x10, 4, 15", "0x11, 4, 15",
    "0x0A, 0, 47", "0x14, 0, 47", "0x0B, 0, 55", "0x15, 0, 55", "0x12, 0, 79", "0x13, 0, 79",
    "0x0F, 0, 7",
  })
  void sizeBelowTheHeader_endsTheWalk(final int headerType, final int sizeAt, final int tooSmall) {
    final byte[] record = new byte[96];
    record[2] = (byte) headerType;
    record[3] = (byte) 0xC0;
    record[sizeAt] = (byte) tooSmall;
    assertEndsAtTheSecond(record);

    record[sizeAt]++;
    assertThat(over(GOOD, record).next()).isTrue();
    final RecordCursor cursor = over(record);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.size()).isEqualTo(tooSmall + 1);
  }

  @Test
  void sizeBeyondTheEnd_endsTheWalk() {
    assertEndsAtTheSecond(TraceFiles.overwritten(GOOD, 4, (byte) (2 * SIZE + 1)));
    assertEndsAtTheSecond(TraceFiles.overwritten(GOOD, 4, (byte) 0xFF, (byte) 0xFF));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000", "ffff", "02 00", "02 40", "02 80", "05 c0", "16 c0", "00 c0"})
  void unknownHeaderType_endsTheWalk(final String bytes2And3) {
    assertEndsAtTheSecond(TraceFiles.overwritten(GOOD, 2, Bytes.hex(bytes2And3)));
  }

  @Test
  void cursor_canBeReusedAfterDamage() {
    final RecordCursor cursor = over(new byte[8]);
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.isBroken()).isTrue();

    assertThat(offsets(cursor.wrap(GOOD, 0, SIZE))).containsExactly(0);
    assertThat(cursor.isBroken()).isFalse();
  }

  @Property
  void anyBytes_areWalkedWithinBounds(@ForAll @Size(max = 300) final byte[] bytes) {
    // Known kinds and small sizes at every place where a record can begin lead the walk deeper.
    for (int at = 0; at + 8 <= bytes.length; at += 8) {
      bytes[at + 1] &= (byte) 0x81;
      bytes[at + 2] = KINDS[(bytes[at + 2] & 0xFF) % KINDS.length];
      bytes[at + 3] = (byte) 0xC0;
      bytes[at + 5] = 0;
    }
    final RecordCursor cursor = new RecordCursor().wrap(bytes, 0, bytes.length);
    int end = 0;
    while (cursor.next()) {
      assertThat(cursor.offset()).isGreaterThanOrEqualTo(end);
      end = cursor.offset() + cursor.size();
      assertThat(end).isLessThanOrEqualTo(bytes.length);
      assertThat(cursor.payloadLength()).isBetween(0, cursor.size());
      cursor.timestamp();
    }
  }
}
