package org.etwflow.source.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContinuousMonitoringTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void withoutAnInterval_itLooksTwiceASecond() {
    assertThat(new ContinuousMonitoring(MINUTE, MINUTE).discoveryInterval())
        .isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void anotherInterval_leavesTheOtherSettings() {
    assertThat(new ContinuousMonitoring(Duration.ZERO, MINUTE).withDiscoveryInterval(MINUTE))
        .isEqualTo(new ContinuousMonitoring(Duration.ZERO, MINUTE, MINUTE));
  }

  @Test
  void timesThatAreTooShort_areRefused() {
    final ContinuousMonitoring settings = new ContinuousMonitoring(MINUTE, MINUTE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withDiscoveryInterval(Duration.ofNanos(999_999)))
        .withMessageContaining("the discovery interval");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContinuousMonitoring(Duration.ofMillis(-1), MINUTE))
        .withMessageContaining("the disorder");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContinuousMonitoring(MINUTE, Duration.ofMillis(-1)))
        .withMessageContaining("the idle timeout");
  }
}
