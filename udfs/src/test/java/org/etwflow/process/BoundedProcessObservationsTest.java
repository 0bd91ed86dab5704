package org.etwflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedProcessObservationsTest {

  private final BoundedProcessObservations observations = new BoundedProcessObservations();

  private static ProcessObservation observation(final long time, final String service) {
    return new ProcessObservation(
        null, 0, ProcessObservation.Kind.START, 4, time, "svchost.exe", service);
  }

  @Test
  void equalObservations_areKeptOnce() {
    for (int i = 0; i < 1_000_000; i++) {
      observations.add(observation(7, null));
    }

    assertThat(observations.all()).hasSize(1);
    assertThat(observations.isFull()).isFalse();
  }

  @Test
  void manyObservations_areKeptUpToTheLimit() {
    int added = 0;
    while (observations.add(observation(added, null))) {
      added++;
    }

    assertThat(observations.isFull()).isTrue();
    assertThat(added).isBetween(200_000, 400_000);
  }

  @Test
  void longNames_areKeptUpToTheLimit() {
    int added = 0;
    while (observations.add(observation(added, "x".repeat(32_000) + added))) {
      added++;
    }

    assertThat(observations.isFull()).isTrue();
    assertThat(added).isBetween(1_000, 1_100);
  }

  private static ProcessObservation observation(
      final long time, final String imageName, final String service) {
    return new ProcessObservation(
        null, 0, ProcessObservation.Kind.START, 4, time, imageName, service);
  }

  /** 192 bytes and 2 x (10 + 32,662) for the names are 64 KiB. */
  @Test
  void limit_isReachedWithThe1024thObservationOf64KiB() {
    final String service = "s".repeat(32_662);
    for (int i = 1; i < 1_024; i++) {
      observations.add(observation(i, "0123456789", service));
    }
    assertThat(observations.isFull()).isFalse();

    observations.add(observation(1_024, "0123456789", service));
    assertThat(observations.isFull()).isTrue();
    assertThat(observations.add(observation(1_025, "a.exe", null))).isFalse();
  }

  @Test
  void longImageNames_countAsMuchAsLongServices() {
    final String imageName = "i".repeat(32_662);
    for (int i = 1; i <= 1_024; i++) {
      observations.add(observation(i, imageName, "0123456789"));
    }

    assertThat(observations.isFull()).isTrue();
  }
}
