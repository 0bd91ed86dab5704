package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Run with too little memory for the cluster. */
@Timeout(300)
class TooLittleMemoryIT {

  @TempDir private Path folder;

  @Test
  void run_withTooLittleMemory_endsWithOneLine() throws Exception {
    try (EtwflowProcess run =
        EtwflowProcess.start(List.of("-Xmx64m"), folder, SampleTraces.trace("server"))) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).startsWith("etwflow: out of memory").hasLineCount(1);
    }
  }
}
