package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcStatusTest {

  @Test
  void peak_isInBytes() {
    final String status =
        "Name:\tjava\nVmPeak:\t 9999999 kB\nVmHWM:\t  482140 kB\nVmRSS:\t  100 kB\n";

    assertThat(ProcStatus.peak(status)).hasValue(482_140 * 1024);
  }

  @Test
  void peak_above2Gigabytes_isParsed() {
    assertThat(ProcStatus.peak("VmHWM:\t 5000000 kB\n")).hasValue(5_120_000_000.0);
  }

  @Test
  void peak_ofEndedProcess_isEmpty() {
    assertThat(ProcStatus.peak("Name:\tjava\nState:\tZ (zombie)\n")).isEmpty();
  }
}
