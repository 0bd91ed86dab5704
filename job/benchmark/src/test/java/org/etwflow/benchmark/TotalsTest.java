package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TotalsTest {

  private static final Totals TOTALS = new Totals(12_345, 6_789_000_000L, 42);

  @Test
  void text_isParsedAsWritten() {
    assertThat(Totals.parse(TOTALS.toString())).isEqualTo(TOTALS);
    assertThatThrownBy(() -> Totals.parse("1 2")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Totals.parse("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void plus_addsRow() {
    assertThat(TOTALS.plusRow(5, 1_000)).isEqualTo(new Totals(12_350, 6_789_001_000L, 43));
  }

  @Test
  void inWords_hasAllNumbers() {
    assertThat(TOTALS.inWords())
        .isEqualTo("12,345 sends and receives with 6,789,000,000 bytes in 42 rows");
  }
}
