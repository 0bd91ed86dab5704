package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LittleEndianTest {

  private static final byte[] ONES = {-1, -1, -1, -1, -1, -1, -1, -1};
  private static final byte[] COUNTED = {0, 1, 2, 3, 4, 5, 6, 7, 8};

  @Test
  void unsignedValues_areNotNegative() {
    assertThat(LittleEndian.u8(ONES, 0)).isEqualTo(255);
    assertThat(LittleEndian.u16(ONES, 0)).isEqualTo(65_535);
    assertThat(LittleEndian.u32(ONES, 0)).isEqualTo(4_294_967_295L);
    assertThat(LittleEndian.u16BigEndian(ONES, 0)).isEqualTo(65_535);
    assertThat(LittleEndian.u32BigEndian(ONES, 0)).isEqualTo(4_294_967_295L);
  }

  @Test
  void littleEndian_hasTheLowestByteFirst() {
    assertThat(LittleEndian.u8(COUNTED, 1)).isEqualTo(0x01);
    assertThat(LittleEndian.u16(COUNTED, 1)).isEqualTo(0x0201);
    assertThat(LittleEndian.i32(COUNTED, 1)).isEqualTo(0x04030201);
    assertThat(LittleEndian.u32(COUNTED, 1)).isEqualTo(0x04030201L);
    assertThat(LittleEndian.i64(COUNTED, 1)).isEqualTo(0x0807060504030201L);
  }

  @Test
  void networkOrder_hasTheHighestByteFirst() {
    assertThat(LittleEndian.u16BigEndian(COUNTED, 1)).isEqualTo(0x0102);
    assertThat(LittleEndian.u32BigEndian(COUNTED, 1)).isEqualTo(0x01020304L);
  }
}
