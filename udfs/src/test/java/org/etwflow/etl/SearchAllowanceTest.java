package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchAllowanceTest {

  @Test
  void eachBytePassed_permitsEightToBeChecked() {
    final SearchAllowance allowance = new SearchAllowance(1_000, 10);
    allowance.charge(79);
    assertThat(allowance.permits(1_000)).isTrue();

    allowance.charge(1);

    assertThat(allowance.permits(1_000)).isFalse();
    assertThat(allowance.permits(1_001)).isTrue();
  }
}
