package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ExecutionTest {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir Path folder;

  @Test
  void output_isKept() throws Exception {
    final Execution execution = Execution.of(folder, List.of(JAVA, "-version"));

    assertThat(Files.readString(execution.out())).isEmpty();
    assertThat(Files.readString(execution.err())).contains("version");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void resources_areMeasured() throws Exception {
    final Measured measured = Execution.of(folder, List.of(JAVA, "-version")).measured();

    assertThat(measured.wall().getAsDouble()).isPositive();
    assertThat(measured.cpu()).isPresent();
    assertThat(measured.peak().getAsDouble()).isGreaterThan(1 << 20);
    assertThat(measured.job()).isEmpty();
  }

  @Test
  void failedCommand_isReportedWithItsOutput() {
    assertThatThrownBy(() -> Execution.of(folder, List.of(JAVA, "-jar", "none.jar")))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContainingAll("ended with 1", "none.jar");
  }
}
