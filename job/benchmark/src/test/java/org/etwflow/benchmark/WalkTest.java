package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WalkTest {

  @Test
  void seconds_areParsedFromOutput() {
    final String line =
        "/traces/1.5 s, old/a.etl: 2.345 s, 3661 MB/s, 96123456 records (41.0 M/s),"
            + " 19224691 sends (8.2 M/s), 77123456789 bytes sent, 20000 rows\n";

    assertThat(Walk.seconds(line)).isEqualTo(2.345);
  }

  @Test
  void seconds_areParsedFromOutputOfNetwalk() {
    final String line =
        "/traces/a.etl: 0.045 s, 1661 MB/s, 123456 records (41.0 M/s), 24691 network events"
            + " (8.2 M/s), 20000 rows\n";

    assertThat(Walk.seconds(line)).isEqualTo(0.045);
  }

  @Test
  void otherOutput_isRejected() {
    assertThatThrownBy(() -> Walk.seconds("mmap: Cannot allocate memory\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot allocate memory");
  }
}
