package org.etwflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

  @Test
  void until_conditionHolds_returns() throws Exception {
    final AtomicInteger looks = new AtomicInteger();

    Await.until("the third look", () -> looks.incrementAndGet() == 3);

    assertThat(looks).hasValue(3);
  }

  @Test
  void until_conditionNeverHolds_failsWithItsName() {
    assertThatThrownBy(() -> Await.until("rows", Duration.ZERO, () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessage("timed out after 0 s waiting for rows");
  }
}
