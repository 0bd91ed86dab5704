package org.etwflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedProcessObservationsTest {

  private final BoundedProcessObservations facts = new BoundedProcessObservations();

  private static ProcessObservation fact(final long time, final String service) {
    return new ProcessObservation(
        null, 0, ProcessObservation.Kind.START, 4, time, "svchost.exe", service);
  }

  @Test
  void equalFacts_areKeptOnce() {
    for (int i = 0; i < 1_000_000; i++) {
      facts.add(fact(7, null));
    }

    assertThat(facts.all()).hasSize(1);
    assertThat(facts.isFull()).isFalse();
  }

  @Test
  void manyFacts_areKeptUpToTheLimit() {
    int added = 0;
    while (facts.add(fact(added, null))) {
      added++;
    }

    assertThat(facts.isFull()).isTrue();
    assertThat(added).isBetween(200_000, 400_000);
  }

  @Test
  void longNames_areKeptUpToTheLimit() {
    int added = 0;
    while (facts.add(fact(added, "x".repeat(32_000) + added))) {
      added++;
    }

    assertThat(facts.isFull()).isTrue();
    assertThat(added).isBetween(1_000, 1_100);
  }
}
