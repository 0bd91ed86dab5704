package org.etwflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

  @Test
  void conditionThatHolds_isWaitedForNoLonger() throws Exception {
    final AtomicInteger looks = new AtomicInteger();

    Await.until("the third look", () -> looks.incrementAndGet() == 3);

    assertThat(looks).hasValue(3);
  }

  @Test
  void conditionThatNeverHolds_failsAndIsNamed() {
    assertThatThrownBy(() -> Await.until("rows", Duration.ZERO, () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessage("waited 0 s in vain for rows");
  }
}
