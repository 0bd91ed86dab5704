package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {

  @TempDir Path folder;

  @Test
  void require_enoughSpace_returns() {
    assertThatCode(() -> DiskSpace.require(folder, 1)).doesNotThrowAnyException();
  }

  @Test
  void require_tooLittleSpace_failsWithInstructions() {
    assertThatThrownBy(() -> DiskSpace.require(folder, Long.MAX_VALUE))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContainingAll(folder.toString(), "9223372036.9 GB", "-Dbenchmark.scale");
  }
}
