package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.testing.Bytes;
import org.junit.jupiter.api.Test;

/** Tables of code lengths, four bits each, that are complete or not. */
class XpressHuffmanTest {

  private static boolean isCompressed(final Bytes table, final int length) {
    final byte[] bytes = Bytes.concat(new byte[] {0x11}, table.fillTo(length, 0).toArray());
    return XpressHuffman.isCompressed(bytes, 1, 1 + length);
  }

  @Test
  void table_ofACompleteCode_isRecognized() {
    // 256 codes of 8 bits; codes of 1, 2 and 2 bits; of 1, 2, …, 14, 15 and 15 bits.
    assertThat(isCompressed(Bytes.bytes().fillTo(128, 0x88), 300)).isTrue();
    assertThat(isCompressed(Bytes.bytes().u8(0x21).u8(0x02), 300)).isTrue();
    assertThat(isCompressed(Bytes.bytes().all(Bytes.hex("21436587a9cbed")).u8(0xFF), 300)).isTrue();
    assertThat(isCompressed(Bytes.bytes().fillTo(255, 0).u8(0x11), 257)).isTrue();
  }

  @Test
  void table_ofMoreOrFewerCodes_isNotRecognized() {
    assertThat(isCompressed(Bytes.bytes().fillTo(128, 0x88).u8(0x0F), 300)).isFalse();
    assertThat(isCompressed(Bytes.bytes().fillTo(127, 0x88).u8(0x08), 300)).isFalse();
    assertThat(isCompressed(Bytes.bytes().all(Bytes.hex("21436587a9cbed0f")), 300)).isFalse();
    assertThat(isCompressed(Bytes.bytes(), 300)).isFalse();
  }

  @Test
  void tableWithoutDataBehindIt_isNotRecognized() {
    assertThat(isCompressed(Bytes.bytes().fillTo(128, 0x88), 257)).isTrue();
    assertThat(isCompressed(Bytes.bytes().fillTo(128, 0x88), 256)).isFalse();
  }
}
