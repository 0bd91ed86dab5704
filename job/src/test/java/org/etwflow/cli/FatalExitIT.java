package org.etwflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.apache.flink.util.FatalExitExceptionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Errors in threads of Flink whose handler ends the process. */
class FatalExitIT {

  /** Process with a thread like those of Flink's pools. */
  static final class FailingProcess {

    private FailingProcess() {}

    public static void main(final String[] arguments) throws InterruptedException {
      FatalExit.install();
      final Thread thread =
          new Thread(
              () -> {
                throw new OutOfMemoryError("Java heap space");
              });
      thread.setUncaughtExceptionHandler(FatalExitExceptionHandler.INSTANCE);
      thread.start();
      thread.join();
    }
  }

  /** Process that ends by itself. */
  static final class EndingProcess {

    private EndingProcess() {}

    public static void main(final String[] arguments) {
      FatalExit.install();
      System.exit(3);
    }
  }

  private static Process start(final Class<?> program) throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  @Timeout(60)
  void errorThatEndsTheProcess_isReported() throws Exception {
    final Process process = start(FailingProcess.class);
    final String printed = new String(process.getErrorStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(printed).contains("etwflow: out of memory").contains("--state disk");
  }

  @Test
  @Timeout(60)
  void otherExits_keepTheirCode() throws Exception {
    final Process process = start(EndingProcess.class);
    final String printed = new String(process.getErrorStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
    assertThat(printed).isEmpty();
  }
}
