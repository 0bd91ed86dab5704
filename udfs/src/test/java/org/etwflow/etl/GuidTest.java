package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.etwflow.testing.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuidTest {

  @Test
  void firstThreeGroups_areLittleEndianIntegers() {
    final byte[] stored = Bytes.hex("33221100 5544 7766 8899 aabbccddeeff");

    assertThat(Guid.of("00112233-4455-6677-8899-aabbccddeeff"))
        .isEqualTo(new Guid(LittleEndian.i64(stored, 0), LittleEndian.i64(stored, 8)));
  }

  @Test
  void highBits_stayInTheirGroup() {
    final byte[] stored = Bytes.hex("fffefdfc fbfa f9f8 f7f6 f5f4f3f2f1f0");

    assertThat(Guid.of("fcfdfeff-fafb-f8f9-f7f6-f5f4f3f2f1f0"))
        .isEqualTo(new Guid(LittleEndian.i64(stored, 0), LittleEndian.i64(stored, 8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9a280ac0", "9a280ac0-c8e0-11d1-84e2-00c04fb998ag", "1-2-3-4-5"})
  void malformedText_isRejected(final String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Guid.of(text));
  }
}
